-- The script of wrk in `make bench`: asks the lines of a file in turn, and tells what was measured as JSON.
-- Arguments: the file ("-" for none), the line to begin with, and "check" where each answer must say ok.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

local function read(file)
  local requests = {}
  for line in io.lines(file) do
    local cookie, address, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = { ["X-Forwarded-For"] = address }
    if cookie ~= "" then headers["Cookie"] = cookie end
    if body ~= "" then
      headers["Content-Type"] = "application/json"
      requests[#requests + 1] = wrk.format("POST", nil, headers, body)
    else
      requests[#requests + 1] = wrk.format("GET", nil, headers)
    end
  end
  return requests
end

function init(args)
  refused = 0
  if args[1] ~= "-" then
    local requests = read(args[1])
    -- The threads begin far from each other.
    local turn = tonumber(args[2]) + number * math.floor(#requests / 2)
    function request()
      turn = turn % #requests + 1
      return requests[turn]
    end
  end
  if args[3] == "check" then
    function response(status, headers, body)
      if not body:find('"status":"ok"', 1, true) then
        refused = refused + 1
        if refused == 1 then io.stderr:write(status, " ", body, "\n") end
      end
    end
  end
end

function done(summary, latency, requests)
  local refused, errors = 0, summary.errors
  for _, thread in ipairs(threads) do refused = refused + thread:get("refused") end
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '\n{"answers":%d,"micros":%d,"p50":%d,"p99":%d,"longest":%d,"refused":%d,"not_200":%d,"failed":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    refused, errors.status, failed))
end
