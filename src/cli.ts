import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { exportCommand } from './cli/export.ts'
import { importCommand } from './cli/import.ts'
import { keysCommand } from './cli/keys.ts'
import { openApiCommand } from './cli/openapi.ts'
import { migrateCommand, seedCommand, serveCommand } from './cli/operations.ts'
import { publishCommand, withdrawCommand } from './cli/publication.ts'
import { Problem } from './problem.ts'

/** What the process answers with: 0 done, 1 some input was refused or something failed, 2 wrong usage. */
const wrongUsage = 2

const program = new Command('atlas')
  .description('The Culture Atlas: profiles of the communities that people form')
  .exitOverride()
  .showHelpAfterError('(see atlas --help)')
  .addCommand(serveCommand())
  .addCommand(importCommand())
  .addCommand(exportCommand())
  .addCommand(publishCommand())
  .addCommand(withdrawCommand())
  .addCommand(keysCommand())
  .addCommand(migrateCommand())
  .addCommand(seedCommand())
  .addCommand(openApiCommand())

// A command that was made elsewhere would end the process by itself, with another code.
for (const command of program.commands) {
  command.copyInheritedSettings(program)
  for (const inner of command.commands) inner.copyInheritedSettings(program)
}

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : wrongUsage
  } else {
    process.stderr.write(`${wordsOf(error)}\n`)
    process.exitCode = 1
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  if (error instanceof Problem)
    return [error.message, ...error.faults.map(({ detail }) => detail)].join('\n')
  return error instanceof Error ? error.message : String(error)
}
