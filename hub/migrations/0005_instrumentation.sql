-- What the shim said of its process: few records among many, of which the newest of each process is asked for.
CREATE INDEX logs_instrumentation ON logs (project, time)
  WHERE attributes->>'event.name' = 'observatory.instrumentation';
