import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAtLeast, type Role, roles } from '../../src/authorship.ts'
import { openapiDocument } from '../../src/http/openapi.ts'
import { api } from '../support/api.ts'
import { type RunningApp, startApp } from '../support/app.ts'
import { keyFor } from '../support/keys.ts'

interface Cell {
  operationId: string
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  /** Below this role the address is not there. */
  visibleTo: Role
  /** Below this role it is there, but may not be used. */
  allowedTo: Role
}

let running: RunningApp
const keys = new Map<Role | 'nobody', string | undefined>([['nobody', undefined]])
let cells: Cell[] = []

beforeAll(async () => {
  running = await startApp()
  for (const role of roles) keys.set(role, await keyFor(running.database, role))
  cells = Object.entries(openapiDocument(running.app).paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      if (!operation.security?.length) return []
      const visibleTo = operation['x-visible-to'] as Role
      return [
        {
          operationId: operation.operationId ?? '',
          method: method as Cell['method'],
          // Nothing has this id, so nothing can happen to it.
          path: path.replaceAll(/\{\w+\}/g, '0192f0c1-0000-7000-8000-000000000000'),
          visibleTo,
          allowedTo: (operation['x-role'] as Role | undefined) ?? visibleTo,
        },
      ]
    }),
  )
})
afterAll(() => running.close())

function expected(role: Role | 'nobody', { visibleTo, allowedTo }: Cell): string {
  if (role === 'nobody') return '401'
  if (!isAtLeast(role, visibleTo)) return 'hidden'
  return isAtLeast(role, allowedTo) ? 'in' : '403'
}

async function found(role: Role | 'nobody', { method, path }: Cell): Promise<string> {
  const { status, body } = await api(running.app, keys.get(role))[method](path)
  if (status === 401 || status === 403) return String(status)
  return status === 404 && String(body.detail).startsWith('There is no address') ? 'hidden' : 'in'
}

describe('who may do what', () => {
  it('is said in the contract of every operation on the editors’ side', () => {
    expect(cells.length).toBeGreaterThan(8)
    for (const { operationId, visibleTo, allowedTo } of cells) {
      expect([operationId, roles.includes(visibleTo), roles.includes(allowedTo)]).toEqual([
        operationId,
        true,
        true,
      ])
    }
  })

  it('is what each role is for: nothing that takes an editor or an admin is open to lesser ones', () => {
    const takes = (role: Role) =>
      cells.filter(({ allowedTo }) => allowedTo === role).map(({ operationId }) => operationId)
    // Written out here, as the contract says whatever the code does.
    expect(takes('reader')).toEqual(['getCurrentKey'])
    expect(takes('editor').toSorted()).toEqual([
      ...['createRegion', 'deleteRegion', 'mergeCommunity', 'publishCommunity'],
      ...['scheduleCommunity', 'unscheduleCommunity', 'updateRegion', 'withdrawCommunity'],
    ])
    expect(takes('admin').toSorted()).toEqual([
      ...['createKey', 'createWebhook', 'deleteWebhook', 'getKey', 'getWebhook'],
      ...['getWebhookDelivery', 'listAudit', 'listKeys', 'listWebhookDeliveries', 'listWebhooks'],
      ...['pingWebhook', 'purgePerson', 'purgeRevision', 'replayWebhook', 'retryWebhookDelivery'],
      ...['revokeKey', 'rotateWebhookSecret', 'updateWebhook'],
    ])
  })

  it.each(['nobody', ...roles] as const)('holds in every cell for %s', async (role) => {
    const wanted = cells.map((cell) => [cell.operationId, expected(role, cell)])
    const seen = []
    for (const cell of cells) seen.push([cell.operationId, await found(role, cell)])
    expect(seen).toEqual(wanted)
  })

  it('leaves one row for every refusal of a role', async () => {
    const count = () =>
      running.database.prisma.auditEntry.count({
        where: { outcome: 'refused', action: 'refused.publishCommunity', problem: 'forbidden' },
      })
    const before = await count()
    const contributor = api(running.app, keys.get('contributor'))
    await contributor.post('/v1/editorial/communities/x/publication').expect(403)
    expect(await count()).toBe(before + 1)
  })
})
