import { keepMirror } from '../kept-mirror.ts'

/** A mirror in a process of its own, to be killed at any time. */
const [url = '', folder = ''] = process.argv.slice(2)
await keepMirror(url, folder)
