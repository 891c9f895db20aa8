/** The feed’s entry of a row `h` of `published.change`: SQL expressions by the JSON field that they fill. */
export const changeEntry = {
  type: `'change'`,
  seq: 'h.seq',
  op: 'h.op',
  resource: `json_build_object('type', h.type, 'id', h.id, 'slug', h.slug)`,
  mergedIntoId: 'h.into_id',
  kind: 'h.kind',
  regionIds: 'to_json(h.region_ids)',
  revision: 'h.revision',
  at: `to_char(h.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
} satisfies Record<string, string>
