/** The task of the job queue that delivers what a webhook is due. */
export const deliverTask = 'webhook.deliver'

/** A job that fails is tried again; each that is lost with its process counts too. */
export const jobTries = 1000

/**
 * The end of a statement that has a list of rows with a `webhook_id`: adds a job for each webhook in it, and answers how
 * many rows the list has. One job at most waits for a webhook; the queue of its name lets only one be done at a time.
 */
export const wakeThoseIn = (list: string): string => `
  jobs AS (
    SELECT graphile_worker.add_jobs(s.specs) AS job FROM (
      SELECT array_agg(('${deliverTask}', json_build_object('webhookId', t.webhook_id), 'webhook:' || t.webhook_id, NULL,
        ${jobTries}, 'webhook:' || t.webhook_id, NULL, NULL)::graphile_worker.job_spec ORDER BY t.webhook_id) AS specs
      FROM (SELECT DISTINCT webhook_id FROM ${list}) t HAVING count(*) > 0
    ) s
  )
  SELECT (SELECT count(*)::int FROM ${list}) AS count, (SELECT count(*)::int FROM jobs) AS jobs`
