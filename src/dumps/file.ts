import { type FileHandle, open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'
import { errorCode } from '../database/unavailable.ts'
import { linesIn } from '../editorial/imports/lines.ts'
import { DumpFault } from './fault.ts'

/** A line has one resource, be it the profile to which a whole atlas refers. */
const mostBytes = 256 * 1024 * 1024

export interface DumpLine {
  /** Counted from 1. */
  number: number
  text: string
}

const Manifest = z.looseObject({
  type: z.literal('manifest'),
  editorial: z.literal(true).optional(),
})

/** What a first line is the first of; null where that is no dump. */
export function kindOf({ text }: DumpLine): 'editorial' | 'public' | null {
  try {
    const { success, data } = Manifest.safeParse(JSON.parse(text))
    if (!success) return null
    return data.editorial ? 'editorial' : 'public'
  } catch {
    return null // no JSON, so it may be anything else
  }
}

/** Whether a file is a dump: packed files are nothing else here, of others the first line tells. */
export async function isDump(path: string): Promise<boolean> {
  if (/\.gz$/i.test(path)) return true
  if (!/\.(ndjson|jsonl)$/i.test(path)) return false
  try {
    for await (const line of readLines(path)) return kindOf(line) !== null
  } catch (error) {
    if (!(error instanceof DumpFault)) throw error
  }
  return false // what cannot be read is told of where it is wanted
}

/** The lines of a file, packed or not. Throws a `DumpFault` where they cannot be read. */
export async function* readLines(file: string): AsyncGenerator<DumpLine, void, void> {
  let number = 0
  const handle = await open(file).catch((error: unknown) => {
    throw new DumpFault(file, `cannot be read: ${reasonOf(error)}`)
  })
  const source = handle.createReadStream({ start: 0, autoClose: false })
  try {
    const bytes = (await isPacked(handle)) ? unpacked(source) : source
    for await (const line of linesIn(bytes, mostBytes)) {
      number = line.number
      if (line.bytes === null) throw new DumpFault(file, 'The line is too long.', number)
      yield { number, text: textOf(file, line.number, line.bytes) }
    }
  } catch (error) {
    if (!/^Z_/.test(errorCode(error) ?? '')) throw error
    throw new DumpFault(file, `The file is damaged after this line: ${reasonOf(error)}.`, number)
  } finally {
    source.destroy()
    await handle.close()
  }
}

async function isPacked(handle: FileHandle): Promise<boolean> {
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
  return buffer[0] === 0x1f && buffer[1] === 0x8b
}

/** Either one that ends takes the other along; its reader is told of what goes wrong. */
function unpacked(source: Readable): Readable {
  const gunzip = createGunzip()
  pipeline(source, gunzip, () => {})
  return gunzip
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(file: string, number: number, bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new DumpFault(file, 'The line is not UTF-8.', number, { cause })
  }
}

/** What a line says. Throws a `DumpFault` where it is no JSON. */
export function parseLine(file: string, { number, text }: DumpLine): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new DumpFault(file, `The line is not JSON: ${reasonOf(error)}.`, number)
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
