import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readConfig } from '../../src/config.ts'
import { loadSampleAtlas } from '../../src/sample.ts'
import { startApp } from './app.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))

/** A guide of `docs/` that runs: its shell blocks, one after the other, and its programs. */
interface Guide {
  commands: string
  /** By the name that stands in the first line of each. */
  programs: Map<string, string>
}

/** A guide, a server with the sample atlas to try it on, and a folder to try it in. */
export async function openGuide(name: string) {
  const running = await startApp()
  await loadSampleAtlas(running.database, readConfig({}), () => {})
  const guide = await readGuide(name)
  const folder = await folderFor(guide)
  const close = async () => {
    await running.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { running, guide, folder, close }
}

async function readGuide(name: string): Promise<Guide> {
  const text = await readFile(join(root, 'docs', name), 'utf8')
  const blocks = (language: string) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
      ([, block = '']) => block,
    )
  const named = blocks('ts').map((block) => [/^\/\/ (\S+)/.exec(block)?.[1] ?? '', block] as const)
  return { commands: blocks('sh').join('\n'), programs: new Map(named) }
}

/** A folder as a reader of the guide has it: the client and a runner of TypeScript installed, the programs copied. */
async function folderFor({ programs }: Guide): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atlas-guide-'))
  const modules = join(folder, 'node_modules')
  await mkdir(modules)
  await symlink(root, join(modules, 'culture-atlas'))
  for (const name of ['tsx', '.bin'])
    await symlink(join(root, 'node_modules', name), join(modules, name))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [name, program] of programs) await writeFile(join(folder, name), program)
  return folder
}

/** Runs the commands of a guide in a folder, and stops at the first that fails. */
export const runCommands = ({ commands }: Guide, folder: string, env: Record<string, string>) => {
  const { PATH = '', HOME = '' } = process.env
  return run('bash', ['--norc', '-euo', 'pipefail', '-c', commands], {
    cwd: folder,
    env: { PATH, HOME, ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
}
