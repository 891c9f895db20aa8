import { readFile, writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { readConfig } from '../config.ts'
import { unconnectedDatabase } from '../database/open.ts'
import { print, tell } from './terminal.ts'

export const openApiCommand = (): Command =>
  new Command('openapi')
    .description('print the OpenAPI document of this version; needs no database')
    .option('--write <file>', 'write it to a file')
    .option('--check <file>', 'fail where a file differs from it')
    .action(async ({ write, check }: { write?: string; check?: string }) => {
      const document = await currentDocument()
      if (write !== undefined) await writeFile(write, document)
      else if (check === undefined) print(document.trimEnd())
      if (check !== undefined && (await readFile(check, 'utf8')) !== document) {
        tell(`${check} differs from what the code says. Run: npm run openapi`)
        process.exitCode = 1
      }
    })

async function currentDocument(): Promise<string> {
  // Other commands need not wait until the service is loaded.
  const { buildApp } = await import('../app.ts')
  const { openapiYaml } = await import('../http/openapi.ts')
  const database = unconnectedDatabase()
  const config = { ...readConfig({}), LOG_LEVEL: 'silent' as const }
  const app = await buildApp({ config, database, cursorSecret: Buffer.alloc(32) })
  await app.ready()
  const document = openapiYaml(app)
  await app.close()
  await database.close()
  return document
}
