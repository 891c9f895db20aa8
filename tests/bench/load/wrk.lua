-- Asks for the addresses of a file in turn, and prints what came of it as one line of JSON.
local requests = {}
local last = 0

function init()
  for line in io.lines(os.getenv("PATHS")) do
    local path, etag = line:match("^([^\t]*)\t?(.*)$")
    local headers = {}
    if etag ~= "" then headers["If-None-Match"] = etag end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local errors = summary.errors
  local failures = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests":%d,"bytes":%d,"durationMs":%f,"failures":%d,"p50":%f,"p95":%f,"p99":%f}\n',
    summary.requests, summary.bytes, summary.duration / 1000, failures,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
