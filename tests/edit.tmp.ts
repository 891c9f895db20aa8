import { readFileSync } from 'node:fs'
import { execSync } from 'node:child_process'
import { keyFor } from './support/keys.ts'
import { openAtlas } from '../src/start.ts'
import { readConfig } from '../src/config.ts'
const db = await openAtlas(readConfig({ DATA_DIR: '.data/bench-2000', LOG_LEVEL: 'silent' }), () => {})
const key = await keyFor(db, 'editor')
const origin = 'http://127.0.0.1:4111'
const pid = readFileSync('/tmp/atlas.pid','utf8').trim()
const slugs = readFileSync('/tmp/p.txt','utf8').split('\n').slice(0,8).map(p=>p.split('/').at(-1)!)
const cpu = (p: string) => { const f = readFileSync(`/proc/${p}/stat`,'utf8').split(' '); return (+f[13]! + +f[14]!)*10 }
const pgpids = () => execSync(`pgrep -f 'postgres.*' || true`).toString().trim().split('\n').filter(p => { try { return readFileSync(`/proc/${p}/comm`,'utf8').startsWith('postgres') && readFileSync(`/proc/${p}/cmdline`,'utf8').includes('') } catch { return false } })
const { rows: [{ d }] } = await db.pool.query(`select current_setting('data_directory') d`)
const mine = () => pgpids().filter(p => { try { return execSync(`readlink /proc/${p}/cwd`).toString().includes('bench-2000') } catch { return false } })
const pgcpu = () => mine().reduce((s,p)=>s+cpu(p),0)
let n = 0
const text = () => `Said for the ${++n}th time ${Date.now()}. ${'It goes on like this. '.repeat(80)}`
async function editor(slug: string, until: number) {
  const url = `${origin}/v1/editorial/communities/${slug}/sections/overview`
  const h = { Authorization: `Bearer ${key}` }
  let r = await fetch(url, { headers: h }); await r.arrayBuffer(); let etag = r.headers.get('etag')!
  let c = 0
  while (performance.now() < until) { r = await fetch(url, { method: 'PATCH', headers: { ...h, 'If-Match': etag, 'Content-Type': 'application/merge-patch+json' }, body: JSON.stringify({ body: text() }) }); if (!r.ok) throw new Error(String(r.status)+await r.text()); await r.arrayBuffer(); etag = r.headers.get('etag')!; c++ }
  return c
}
for (const ms of [2000, 5000]) {
  const a = cpu(pid), b = pgcpu(), t = performance.now(), own = process.cpuUsage()
  const counts = await Promise.all(slugs.map(s => editor(s, t + ms)))
  const total = counts.reduce((x,y)=>x+y,0), o = process.cpuUsage(own)
  console.log((total/ms*1000).toFixed(0)+'/s', 'node', ((cpu(pid)-a)/total).toFixed(2)+'ms', 'pg', ((pgcpu()-b)/total).toFixed(2)+'ms', 'client', ((o.user+o.system)/1000/total).toFixed(2)+'ms')
}
process.exit()
