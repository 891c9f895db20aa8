// The walls between the layers. A cruise that looks at nothing would pass too, so its modules are counted.
import { spawnSync } from 'node:child_process'

const fewest = 200
const { stdout, stderr } = spawnSync(
  'npx',
  ['depcruise', 'src', 'tests', '--output-type', 'err-long'],
  { encoding: 'utf8' },
)
process.stdout.write(stdout + stderr)
const clean = /no dependency violations found \((\d+) modules/.exec(stdout)
process.exitCode = clean && Number(clean[1]) >= fewest ? 0 : 1
