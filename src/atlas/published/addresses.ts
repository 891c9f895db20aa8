/** The page of the site that renders a community. */
export const communityPage = (siteUrl: string, slug: string): string =>
  `${siteUrl.replace(/\/+$/, '')}/communities/${slug}`
