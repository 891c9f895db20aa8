import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

// The same place from src/ and from dist/.
const folder = new URL('../prisma/seed/', import.meta.url)

/** The reference regions as they are shipped, not yet checked. */
export async function readRegionSeed(): Promise<unknown> {
  return JSON.parse(await readFile(new URL('regions.json', folder), 'utf8'))
}

/** Where the documents of the sample atlas are. */
export const sampleFolder = fileURLToPath(new URL('communities/', folder))
