import type { Config } from '../../../config.ts'
import type { Database } from '../../../database/database.ts'
import { type Periodic, periodically } from '../../../periodically.ts'
import { hasWebhooks } from '../store.ts'
import type { Told } from './workers.ts'

/** How long the first webhook may wait for somebody who delivers. */
const pauseMs = 2000

/** Delivers events as soon as there is a webhook: until then nothing of it is loaded, and no job is looked for. */
export function deliverWhenNeeded(database: Database, config: Config, told: Told): Periodic {
  let deliveries: Periodic | null = null
  const looking = periodically(pauseMs, async () => {
    if (deliveries) return
    try {
      if (!(await hasWebhooks(database.prisma))) return
      const { startDeliveries } = await import('./workers.ts')
      deliveries = startDeliveries(database, config, told)
    } catch (error) {
      told.warn(error)
    }
  })
  return {
    stop: async () => {
      await looking.stop()
      await deliveries?.stop()
    },
  }
}
