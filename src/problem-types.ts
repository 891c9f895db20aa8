interface ProblemType {
  status: number
  title: string
  /** For the page that explains the type: what happened and what the caller can do. */
  explanation: string
}

/** Every kind of problem that an answer can name in `type`. The names are part of the contract and never change. */
export const problemTypes = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    explanation:
      'Something in the address, the parameters or the syntax of the request is wrong. `errors` names every fault; correct them all and send the request again.',
  },
  unauthorized: {
    status: 401,
    title: 'Credentials are missing or wrong',
    explanation:
      'This address is for editors. Send a valid key as `Authorization: Bearer <key>`. Reading the public atlas needs no key.',
  },
  forbidden: {
    status: 403,
    title: 'The key does not allow this',
    explanation:
      'You may read this, but your key lacks the role, or the reach, for the change. Ask an admin for one that has it.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing',
    explanation:
      'Nothing is known under this address. Check the spelling; `detail` says which part was not found.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    explanation:
      'The address exists, but not for this method. The header `Allow` lists the methods it takes.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No acceptable representation',
    explanation:
      'The header `Accept` excludes every media type that this address offers. `detail` lists them.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    explanation:
      'The whole request has to arrive within the time limit. Send it again on a better connection.',
  },
  'invalid-content': {
    status: 422,
    title: 'The content breaks a rule',
    explanation:
      'The body could be read, but its content is not allowed as it is. `errors` points at each fault in the body.',
  },
  'not-publishable': {
    status: 422,
    title: 'The content is not complete enough to publish',
    explanation:
      'A published community has a title, a tagline, a region and at least one section with text. `errors` lists all that is missing.',
  },
  'not-published': {
    status: 409,
    title: 'The community is not published',
    explanation:
      'Only what is published can be withdrawn, or take in another published community. Look at `status` of the draft first.',
  },
  'reference-cycle': {
    status: 409,
    title: 'The cross-reference would close a circle',
    explanation:
      'Nothing can be part, or a subculture, of itself, not even through others. Remove one of the cross-references that form the circle.',
  },
  'slug-taken': {
    status: 409,
    title: 'The slug is taken',
    explanation:
      'The slug belongs, or once belonged, to another community or region. Old slugs keep answering, so they are never given away again.',
  },
  'in-trash': {
    status: 409,
    title: 'The community is in the trash',
    explanation: 'Nothing in the trash can be changed. Restore it first with `POST …/restoration`.',
  },
  'not-in-trash': {
    status: 409,
    title: 'The community is not in the trash',
    explanation: 'Only what was deleted can be restored.',
  },
  merged: {
    status: 409,
    title: 'The community was merged into another',
    explanation:
      'Its addresses lead to the other one now, so it cannot come back. Its revisions can still be read under its id.',
  },
  'still-referenced': {
    status: 409,
    title: 'Others refer to it',
    explanation:
      'Others refer to what would go; `errors` lists them. Change these first, or, where the route takes it, repeat the request with `force=true`.',
  },
  'already-exists': {
    status: 412,
    title: 'It exists already',
    explanation:
      'The request was to create it (`If-None-Match: *`), but it is there. Read it and send `If-Match` to replace it.',
  },
  'wrong-status': {
    status: 409,
    title: 'The workflow does not allow this step now',
    explanation: 'Look at `status` of the draft: `detail` says from which one this step leads on.',
  },
  'revision-in-use': {
    status: 409,
    title: 'The revision is in use',
    explanation:
      'The newest, the published and a scheduled revision cannot be purged. `detail` says which it is and what to do first.',
  },
  'key-in-use': {
    status: 409,
    title: 'A key bears this name',
    explanation:
      'A name cannot be purged while a key of that name can write it anew. Revoke the keys that `errors` names first.',
  },
  'code-taken': {
    status: 409,
    title: 'The code belongs to another region',
    explanation:
      'Codes (ISO 3166, UN M49) and slugs name one region each. `errors` points at each that another region has.',
  },
  'region-cycle': {
    status: 409,
    title: 'The region would lie in itself',
    explanation: 'The new parent lies in the region that is to be moved. Move that one first.',
  },
  'request-in-progress': {
    status: 409,
    title: 'The first request with this key is still under way',
    explanation:
      'A request with the same `Idempotency-Key` has not ended yet. Repeat it after as many seconds as `Retry-After` says.',
  },
  busy: {
    status: 409,
    title: 'Others change the same things',
    explanation: 'The change met others of the same things and gave way. Send it again.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The idempotency key was used for another request',
    explanation:
      'An `Idempotency-Key` names one request. Use a new key for a request with another body.',
  },
  'stale-revision': {
    status: 412,
    title: 'It has changed in the meantime',
    explanation:
      'Somebody changed it after you read it; the header `ETag` has the current tag. Read it again, repeat your change on that and send the new tag as `If-Match`.',
  },
  'precondition-required': {
    status: 428,
    title: 'The header If-Match is missing',
    explanation:
      'Changes are only taken with the `ETag` of what you read in `If-Match`, so that nobody overwrites an edit that they have not seen.',
  },
  gone: {
    status: 410,
    title: 'It has been withdrawn',
    explanation: 'What was published under this address has been withdrawn. Remove links to it.',
  },
  'cursor-expired': {
    status: 410,
    title: 'The feed does not reach back that far',
    explanation:
      'Changes are kept for a time only, and the cursor is older. Start again from a whole copy, `/v1/export`: its last line has the cursor from which to go on.',
  },
  'webhook-disabled': {
    status: 409,
    title: 'The webhook is disabled',
    explanation:
      'Nothing is sent to a webhook that is disabled, pings apart. `disabledReason` says why it is; mend that, then enable it with a `PATCH`.',
  },
  'content-too-large': {
    status: 413,
    title: 'The body is too large',
    explanation: 'The body of the request is longer than this address takes. Split the work up.',
  },
  'uri-too-long': {
    status: 414,
    title: 'The address is too long',
    explanation: 'An address may have up to 8000 characters. Ask for less at once.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The media type of the body is not supported',
    explanation: 'The header `Content-Type` names a format that this address does not read.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    explanation:
      'The quota of your network address is used up. Wait for as many seconds as `Retry-After` says; the headers `RateLimit` and `RateLimit-Policy` show the quota.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The header section is too large',
    explanation:
      'Address and headers together may have up to 16 kB. Often it is a cookie that has grown.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong on our side',
    explanation:
      'The fault is ours and has been recorded under the request id in `instance`. Please quote it when you report the problem.',
  },
  unavailable: {
    status: 503,
    title: 'The service is not available at the moment',
    explanation: 'Try again after as many seconds as `Retry-After` says.',
  },
} as const satisfies Record<string, ProblemType>

export type ProblemTypeName = keyof typeof problemTypes

export const problemTypeNames = Object.keys(problemTypes) as [ProblemTypeName]
