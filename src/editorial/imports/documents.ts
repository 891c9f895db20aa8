import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

const isDocument = (name: string): boolean => /\.(txt|md)$/i.test(name)
const isTranslation = (name: string): boolean => /\.[a-z]{2,3}(-[a-z0-9]+)*\.md$/i.test(name)

/**
 * The documents that files and folders (with all below them) hold, in the order in which to import them:
 * translations after what they translate. Throws where a path does not exist.
 */
export async function listDocuments(paths: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    if ((await stat(path)).isDirectory()) {
      const below = await readdir(path, { recursive: true, withFileTypes: true })
      const documents = below.filter((entry) => !entry.isDirectory() && isDocument(entry.name))
      files.push(...documents.map((entry) => join(entry.parentPath, entry.name)))
    } else {
      files.push(path)
    }
  }
  const unique = [...new Set(files)].sort()
  return [...unique.filter((file) => !isTranslation(file)), ...unique.filter(isTranslation)]
}

export const readDocument = (file: string): Promise<Uint8Array> => readFile(file)

/** Whether an error says that one file cannot be read, rather than that something is wrong with us. */
export const isUnreadable = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && ['open', 'read'].includes(String(error.syscall))
