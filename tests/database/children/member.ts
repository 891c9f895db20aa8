import { once } from 'node:events'
import { joinEmbedded } from '../../../src/database/embedded.ts'

/** Joins the embedded server of a DATA_DIR, says its URL, and leaves at the end of stdin. */
const member = await joinEmbedded(process.argv[2] ?? '')
process.stdout.write(`${member.url}\n`)
process.stdin.resume()
await once(process.stdin, 'end')
await member.leave()
