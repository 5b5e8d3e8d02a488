-- wrk prints for people; this line is for bench/load.py.
done = function(summary)
   local e = summary.errors
   io.write(string.format(
      '{"requests": %d, "microseconds": %d, "errors": {"connect": %d, "read": %d, "write": %d, "timeout": %d, "status": %d}}\n',
      summary.requests, summary.duration, e.connect, e.read, e.write, e.timeout, e.status))
end
