# glibc, not Alpine: Prisma's client and the image that runs it share one base.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig*.json prisma.config.ts openapi-ts.config.ts openapi.yaml ./
COPY prisma ./prisma
COPY src ./src
COPY bin ./bin
# The container talks to a Postgres server, so the embedded one stays out.
RUN npm ci --omit=optional --ignore-scripts && npm run build

FROM node:22-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY bin ./bin
COPY prisma/migrations ./prisma/migrations
COPY prisma/seed/regions.json prisma/seed/NOTICE ./prisma/seed/
COPY prisma/seed/communities ./prisma/seed/communities
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=5 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/atlas.js", "serve"]
