import { openBenchAtlas } from './bench/atlases.ts'

const a = await openBenchAtlas(+(process.argv[2] ?? 20000), (l) =>
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${l}\n`),
)
console.log(a.importRate)
await a.database.close()
process.exit()
