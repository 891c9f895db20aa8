import type { Config } from '../../../config.ts'
import { AllowList } from './allow-list.ts'
import { resolveName } from './dns.ts'
import type { Resolve, Routing } from './receiver.ts'

/** How requests to receivers find their way. */
export const routingOf = (
  { WEBHOOK_ALLOW }: Pick<Config, 'WEBHOOK_ALLOW'>,
  resolve: Resolve = resolveName,
): Routing => ({ allowed: new AllowList(WEBHOOK_ALLOW), resolve })
