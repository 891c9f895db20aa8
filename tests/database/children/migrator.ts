import { once } from 'node:events'
import { migrate } from '../../../src/database/migrate.ts'

/** Says that it is ready, migrates at the first input, and says what it applied. */
const [url = '', directory] = process.argv.slice(2)
process.stdout.write('ready\n')
await once(process.stdin, 'data')
process.stdout.write(`${JSON.stringify(await migrate(url, directory))}\n`)
process.exit(0)
