// Written by `npm run docs` from hub/openapi.json.

export interface paths {
    "/api/v1/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Executions, newest first */
        get: operations["listExecutions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One execution with its steps, spans, events, logs, usage and cost */
        get: operations["getExecution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{id}/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The states that an execution recorded, by their sequence */
        get: operations["listSnapshots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/observability/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Traces of executions, newest first; inner executions only with workflow_id or agent */
        get: operations["listTraces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/observability/traces/{trace_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One trace, by its own id or by the id of an execution */
        get: operations["getTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/observability/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events as they come, as server-sent events; resumes after Last-Event-ID */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Executions whenever they change, as server-sent events: {type: "hello"}, {type: "execution", execution}, {type: "gone", id} */
        get: operations["streamExecutions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, cost and tokens over the last minutes, in at most about 60 buckets */
        get: operations["getStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the database is reached */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests can be served */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version, counts, queues */
        get: operations["status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The hub's own metrics and the fleet's, as Prometheus text */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/observability/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health of the fleet with its score, what runs now, and the hub itself */
        get: operations["getFleetHealth"];
        put?: never;
        /** Forgets the answers that are kept, so that the next ones are found anew */
        post: operations["administerHealth"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/monitoring/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Health of the fleet with its score, what runs now, and the hub itself */
        get: operations["getMonitoringHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/observability/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the executions fared that ended in the last minutes; or /metrics as Prometheus text */
        get: operations["getPerformanceMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/alertmanager": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Alertmanager's webhook: takes what fires and what is resolved into the history */
        post: operations["receiveAlertmanager"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alerts that fire and that fired, those that began last first */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One occurrence of an alert */
        get: operations["getAlert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instrumentation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the shim instruments in each process of each service, and what it could not */
        get: operations["listInstrumentation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/observability/ws/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** WebSocket: {type: "snapshot" | "update", data}, the data as of getFleetHealth */
        get: operations["watchMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/observability/ws/executions/{execution_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** WebSocket: {type: "snapshot" | "update", data}, the data as of getExecution */
        get: operations["watchExecution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs a browser in: the key for a cookie, which REST and streams take in its place for seven days */
        post: operations["signIn"];
        /** Ends the browser's session */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Usage: {
            /** Input tokens, cached ones included. */
            input_tokens: number;
            /** Output tokens, reasoning included. */
            output_tokens: number;
            /** Part of the input that came from the cache. */
            cache_read_tokens: number;
            /** Part of the input that was written to the cache. */
            cache_write_tokens: number;
            /** Part of the output spent on reasoning. */
            reasoning_tokens: number;
        };
        Failure: {
            /** Type of the error, such as TimeoutError or abandoned. */
            type: string;
            /** What it said. */
            message: string;
        };
        ModelUsage: {
            provider: string | null;
            /** The model that answered. */
            model: string;
            /** Inferences. */
            calls: number;
            usage: components["schemas"]["Usage"];
            cost_usd: number | null;
            /** Inferences whose model has no price. */
            unpriced_calls: number;
        };
        ExecutionSummary: {
            /** 48 hex digits: trace id and span id. */
            id: string;
            /** 32 hex digits. */
            trace_id: string;
            /** 16 hex digits. */
            span_id: string;
            parent_id: string | null;
            /** @enum {string} */
            kind: "agent" | "workflow";
            /** Name of the agent or workflow. */
            name: string;
            operation: string | null;
            /** @enum {string} */
            status: "running" | "completed" | "failed" | "cancelled";
            error: components["schemas"]["Failure"] | null;
            /**
             * Format: date-time
             * Start.
             */
            started_at: string;
            ended_at: string | null;
            duration_ms: number | null;
            /**
             * Format: date-time
             * Last sign of life: a span or an event.
             */
            last_event_at: string;
            /** service.name of the sender. */
            service: string;
            environment: string | null;
            version: string | null;
            user_id: string | null;
            session_id: string | null;
            task_id: string | null;
            conversation_id: string | null;
            usage: components["schemas"]["Usage"];
            own_usage: components["schemas"]["Usage"];
            cost_usd: number | null;
            own_cost_usd: number | null;
            /** Inferences, executions within this one included, whose model has no price. */
            unpriced_calls: number;
            /** Inferences, executions within this one included. */
            llm_calls: number;
            /** Tool calls, executions within this one included. */
            tool_calls: number;
            /** Steps of this execution itself. */
            step_count: number;
            /** By model, executions within this one included. */
            models: components["schemas"]["ModelUsage"][];
            /** What the hub found odd about the data. */
            marks: ("clock_skew" | "missing_end" | "missing_start")[];
        };
        Step: {
            /** 16 hex digits: the span id. */
            step_id: string;
            parent_step_id: string | null;
            /** The execution that it is a step of. */
            execution_id: string;
            child_execution_id: string | null;
            /** @enum {string} */
            kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow";
            /** Name of the step, tool, model, agent or workflow. */
            name: string;
            /** @enum {string} */
            status: "running" | "completed" | "failed" | "cancelled";
            /**
             * Format: date-time
             * Start.
             */
            started_at: string;
            ended_at: string | null;
            duration_ms: number | null;
            attempt: number | null;
            provider: string | null;
            model: string | null;
            usage: components["schemas"]["Usage"] | null;
            cost_usd: number | null;
            cost_source: ("provider" | "table" | "override" | "unpriced") | null;
            error: components["schemas"]["Failure"] | null;
            data: {
                [key: string]: unknown;
            } | null;
        };
        Span: {
            trace_id: string;
            span_id: string;
            parent_span_id: string | null;
            name: string;
            /** @enum {string} */
            kind: "unspecified" | "internal" | "server" | "client" | "producer" | "consumer";
            service: string;
            /**
             * Format: date-time
             * Start.
             */
            start_time: string;
            end_time: string | null;
            duration_ms: number | null;
            /** @enum {string} */
            status: "unset" | "ok" | "error";
            status_message: string;
            /** Span attributes as sent. */
            attributes: {
                [key: string]: unknown;
            };
            /** Resource attributes as sent. */
            resource: {
                [key: string]: unknown;
            };
            events: {
                name: string;
                /**
                 * Format: date-time
                 * When.
                 */
                time: string;
                /** As sent. */
                attributes: {
                    [key: string]: unknown;
                };
            }[];
            links: {
                trace_id: string;
                span_id: string;
                /** As sent. */
                attributes: {
                    [key: string]: unknown;
                };
            }[];
        };
        Event: {
            /** Place in the stream; later events have a larger one. */
            cursor: string;
            id: string;
            /** @enum {string} */
            type: "execution_start" | "execution_end" | "execution_error" | "execution_cancel" | "step_start" | "step_end" | "llm_call" | "tool_call" | "snapshot" | "log" | "alert" | "health_change";
            /** @enum {string} */
            severity: "debug" | "info" | "warn" | "error" | "fatal";
            /**
             * Format: date-time
             * When.
             */
            time: string;
            message: string;
            execution_id: string | null;
            trace_id: string | null;
            span_id: string | null;
            step: string | null;
            /** All attributes of the event as sent. */
            data: {
                [key: string]: unknown;
            };
        };
        LogLine: {
            /**
             * Format: date-time
             * When.
             */
            time: string;
            /** @enum {string} */
            severity: "debug" | "info" | "warn" | "error" | "fatal";
            severity_text: string;
            message: string;
            service: string;
            trace_id: string | null;
            span_id: string | null;
            /** As sent. */
            attributes: {
                [key: string]: unknown;
            };
        };
        ExecutionLinks: {
            trace: string | null;
            logs: string | null;
            dashboard: string | null;
        };
        ExecutionDetail: {
            execution: components["schemas"]["ExecutionSummary"];
            /** From the outermost execution down. */
            parents: components["schemas"]["ExecutionSummary"][];
            /** Executions started directly from this one. */
            children: components["schemas"]["ExecutionSummary"][];
            /** By start; those of executions within this one included. */
            steps: components["schemas"]["Step"][];
            /** Spans of the trace, by start. */
            spans: components["schemas"]["Span"][];
            /** Events of this execution and those within it, by time. */
            events: components["schemas"]["Event"][];
            /** Log lines of the trace, by time. */
            logs: components["schemas"]["LogLine"][];
            links: components["schemas"]["ExecutionLinks"];
            /** What the execution was given, where content is recorded. */
            input: unknown;
            /** What it answered, where content is recorded. */
            output: unknown;
            /** Lists that were cut at their limit. */
            truncated: ("spans" | "events" | "logs" | "steps")[];
        };
        ExecutionList: {
            executions: components["schemas"]["ExecutionSummary"][];
            next_cursor: string | null;
        };
        Snapshot: {
            /** Place in the execution, from 0; a gap is a snapshot that never came. */
            sequence: number;
            /**
             * Format: date-time
             * When.
             */
            time: string;
            step: string | null;
            /** The state then; null also where it is not known. */
            state: unknown;
            unknown: ("too_large" | "missing" | "damaged") | null;
        };
        SnapshotList: {
            /** By sequence. */
            snapshots: components["schemas"]["Snapshot"][];
            next_from: number | null;
        };
        Trace: {
            trace_id: string;
            execution_id: string | null;
            workflow_id: string | null;
            name: string;
            /** @enum {string} */
            status: "running" | "completed" | "failed" | "cancelled";
            /**
             * Format: date-time
             * Start.
             */
            start_time: string;
            end_time: string | null;
            duration: number | null;
            /** Spans of the trace, by start. */
            spans: components["schemas"]["Span"][];
            /** Whether there are more spans than these. */
            spans_truncated: boolean;
        };
        TraceList: {
            traces: components["schemas"]["Trace"][];
        };
        Stats: {
            minutes: number;
            bucket_seconds: number;
            buckets: {
                /**
                 * Format: date-time
                 * Begin of the bucket.
                 */
                time: string;
                /** Runs that began. */
                started: number;
                /** Of these, how many ended well. */
                completed: number;
                /** Of these, how many failed. */
                failed: number;
                /** Of these, how many were cancelled. */
                cancelled: number;
                /** Of these, how many still run. */
                running: number;
                /** US dollars of what is priced. */
                cost_usd: number;
                /** Inferences whose model has no price. */
                unpriced_calls: number;
                /** Input and output tokens. */
                tokens: number;
            }[];
            /** Over the buckets; `running` counts all that run now. */
            totals: {
                /** Runs that began. */
                started: number;
                /** Of these, how many ended well. */
                completed: number;
                /** Of these, how many failed. */
                failed: number;
                /** Of these, how many were cancelled. */
                cancelled: number;
                /** Of these, how many still run. */
                running: number;
                /** US dollars of what is priced. */
                cost_usd: number;
                /** Inferences whose model has no price. */
                unpriced_calls: number;
                /** Input and output tokens. */
                tokens: number;
            };
        };
        Health: {
            /** @enum {string} */
            status: "ok" | "unavailable";
            checks: {
                [key: string]: {
                    ok: boolean;
                    /** What was checked, or what is wrong. */
                    detail: string;
                };
            };
        };
        Status: {
            version: string;
            node: string;
            /**
             * Format: date-time
             * Start of the hub.
             */
            started_at: string;
            uptime_seconds: number;
            /** Resident memory of the hub itself. */
            memory_bytes: number;
            /** `embedded` or `server`. */
            store: string;
            /** Version and date of the price table. */
            prices: {
                [key: string]: unknown;
            };
            counts: {
                /** Executions stored. */
                executions: number;
                /** Executions running. */
                running: number;
                /** Spans stored. */
                spans: number;
                /** Events stored. */
                events: number;
                /** Log lines stored. */
                logs: number;
                /** Entries that wait to be folded into executions. */
                fold_queue: number;
            };
            queue: {
                /** Rough bytes that wait for the database. */
                waiting_bytes: number;
            };
            streams: {
                /** Live streams open. */
                open: number;
            };
        };
        FleetHealth: {
            health: {
                /** Minutes that the figures are of. */
                timeRange: number;
                overall: {
                    /**
                     * healthy from 80, degraded from 60, critical below.
                     * @enum {string}
                     */
                    status: "healthy" | "degraded" | "critical";
                    /** The parts together; 100 where nothing ended. */
                    score: number;
                    parts: {
                        /** Up to 40 points: the success rate. */
                        success: number;
                        /** Up to 30 points: none at twice the threshold of the error rate. */
                        errors: number;
                        /** Up to 30 points: none at twice the threshold of the average. */
                        duration: number;
                    };
                    trend: {
                        /** @enum {string} */
                        direction: "up" | "down" | "steady";
                        previousScore: number | null;
                    };
                    thresholds: {
                        /** ERROR_RATE_THRESHOLD. */
                        errorRate: number;
                        /** RESPONSE_TIME_THRESHOLD. */
                        responseTimeMs: number;
                    };
                };
                /** Of the last `timeRange` minutes. */
                executions: {
                    /** Executions that ended. */
                    total: number;
                    /** Of these, how many ended well. */
                    completed: number;
                    /** Of these, how many failed. */
                    failed: number;
                    /** Of these, how many were cancelled. */
                    cancelled: number;
                    /** Executions that run now. */
                    running: number;
                    successRate: number | null;
                    averageDuration: number | null;
                };
                /** Of the last `timeRange` minutes. */
                errors: {
                    /** Executions that failed. */
                    total: number;
                    rate: number | null;
                };
                /** Agents, of all executions that are kept. */
                total_agents: number;
                /** Agents that run now. */
                active_agents: number;
                /** Workflows, of all executions that are kept. */
                total_workflows: number;
                /** Workflows that run now. */
                active_workflows: number;
                /** Executions that are kept. */
                total_executions: number;
                /** Executions that run now. */
                running_executions: number;
                /** Executions that are kept and ended well. */
                completed_executions: number;
                /** Executions that are kept and failed. */
                failed_executions: number;
                /** Executions that are kept and were cancelled. */
                cancelled_executions: number;
                success_rate: number | null;
                average_execution_time: number | null;
                /** Executions that failed in the last 24 hours. */
                recent_failures_24h: number;
            };
            realtime: {
                /** Executions that run now. */
                running_executions: number;
                /** Executions that began in the last 5 minutes. */
                recent_executions: number;
                /** Steps that run now. */
                active_steps: number;
                /** Executions that failed in the last hour. */
                failed_last_hour: number;
                /** Load average of the hub's machine over a minute ÷ its cores; 0 on Windows. */
                system_load: number;
            };
            /** The hub itself. */
            system: {
                /** Of the hub. */
                version: string;
                /**
                 * Format: date-time
                 * Start of the hub.
                 */
                startedAt: string;
                uptimeSeconds: number;
                /** Resident memory of the hub. */
                memoryBytes: number;
                /** @enum {string} */
                store: "embedded" | "server";
                /** Rough bytes that wait for the database. */
                waitingBytes: number;
                /** Entries that wait to be folded into executions. */
                foldQueue: number;
                /** Live streams open. */
                streams: number;
            };
        };
        PerformanceMetrics: {
            /** Minutes that the figures are of. */
            timeRange: number;
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            since: string;
            /**
             * Format: date-time
             * Its end.
             */
            until: string;
            executions: {
                /** Executions that ended. */
                total: number;
                /** Of these, how many ended well. */
                completed: number;
                /** Of these, how many failed. */
                failed: number;
                /** Of these, how many were cancelled. */
                cancelled: number;
                /** Executions that run now. */
                running: number;
                successRate: number | null;
            };
            /** Of the executions that ended. */
            duration: {
                average: number | null;
                p50: number | null;
                p95: number | null;
                p99: number | null;
                max: number | null;
            };
            errors: {
                /** Executions that failed. */
                total: number;
                rate: number | null;
                /** The most frequent first, at most 100. */
                types: {
                    /** Type of the error. */
                    type: string;
                    /** Executions. */
                    count: number;
                }[];
            };
            /** Of the runs that ended, executions within them included. */
            usage: {
                /** Inferences. */
                llmCalls: number;
                /** Tool calls. */
                toolCalls: number;
                /** Cached ones included. */
                inputTokens: number;
                /** Reasoning included. */
                outputTokens: number;
                /** US dollars of what is priced. */
                costUsd: number;
                /** Inferences whose model has no price. */
                unpricedCalls: number;
            };
            /** Those with the most executions first, at most 100. */
            agents: {
                /** @enum {string} */
                kind: "agent" | "workflow";
                /** Name of the agent or workflow. */
                name: string;
                /** Executions that ended. */
                total: number;
                /** Of these, how many failed. */
                failed: number;
                successRate: number | null;
                averageDuration: number | null;
                p95Duration: number | null;
            }[];
            /** The stretch of the same length before. */
            previous: {
                /** Executions that ended. */
                executions: number;
                successRate: number | null;
                errorRate: number | null;
                averageDuration: number | null;
            };
        };
        Instrumentation: {
            /** Name of the service. */
            service: string;
            instance: string | null;
            /**
             * Format: date-time
             * When its shim said so.
             */
            reported_at: string;
            /** Libraries that are seen. */
            instrumented: string[];
            /** Loaded before the shim: what was set up with them by then may not be seen. */
            late: string[];
            /** Bundled into the service, where nothing reaches them. */
            unreached: string[];
            /** Installed, and not loaded by then. */
            waiting: string[];
            /** Packages that would be seen through a wrapper, each with the line that adds it. */
            unwrapped: string[];
        };
        Alert: {
            /** Of this occurrence: fingerprint and start. */
            id: string;
            /** Of the labels: the same whenever this alert fires. */
            fingerprint: string;
            /**
             * Who told the hub.
             * @enum {string}
             */
            source: "alertmanager";
            /** Label alertname. */
            name: string;
            /** Label severity, or none. */
            severity: string;
            /** @enum {string} */
            status: "firing" | "resolved";
            summary: string | null;
            description: string | null;
            /** What fires; values above 1,024 bytes are cut. */
            labels: {
                [key: string]: string;
            };
            /** What is said of it, links included; values above 4,096 bytes are cut. */
            annotations: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * When it began to fire.
             */
            starts_at: string;
            ends_at: string | null;
            duration_ms: number | null;
            /**
             * Format: date-time
             * When the hub heard of it first.
             */
            received_at: string;
            /**
             * Format: date-time
             * When the hub heard of it last.
             */
            last_notified_at: string;
            generator_url: string | null;
            runbook: string | null;
        };
        AlertList: {
            alerts: components["schemas"]["Alert"][];
            next_cursor: string | null;
        };
        AlertsTaken: {
            /** Alerts of the message that are in the history now. */
            taken: number;
            left_out: {
                /** Alerts that are of another form. */
                invalid_record: number;
                /** Alerts beyond the most that one message may hold. */
                too_many: number;
                /** Alerts that Alertmanager itself left out (max_alerts). */
                truncated: number;
            };
            /** Labels and annotations that were cut or left out. */
            shortened: number;
            fault: string | null;
        };
        ErrorAnswer: {
            error: {
                code: string;
                /** What was expected, what came, what to do. */
                message: string;
                where?: string;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listExecutions: {
        parameters: {
            query: {
                /** Comma list of running, completed, failed, cancelled. */
                status?: string;
                kind?: "agent" | "workflow";
                /** Name of the agent or workflow, exact. */
                name?: string;
                /** Text in name, operation, error, service, user, session or task, or the beginning of an id. */
                q?: string;
                /** Leave out executions that another one started. */
                roots?: boolean;
                limit: number;
                /** `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        executions: components["schemas"]["ExecutionSummary"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    getExecution: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** 48 hex digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        execution: components["schemas"]["ExecutionSummary"];
                        /** From the outermost execution down. */
                        parents: components["schemas"]["ExecutionSummary"][];
                        /** Executions started directly from this one. */
                        children: components["schemas"]["ExecutionSummary"][];
                        /** By start; those of executions within this one included. */
                        steps: components["schemas"]["Step"][];
                        /** Spans of the trace, by start. */
                        spans: components["schemas"]["Span"][];
                        /** Events of this execution and those within it, by time. */
                        events: components["schemas"]["Event"][];
                        /** Log lines of the trace, by time. */
                        logs: components["schemas"]["LogLine"][];
                        links: components["schemas"]["ExecutionLinks"];
                        /** What the execution was given, where content is recorded. */
                        input: unknown;
                        /** What it answered, where content is recorded. */
                        output: unknown;
                        /** Lists that were cut at their limit. */
                        truncated: ("spans" | "events" | "logs" | "steps")[];
                    };
                };
            };
            /** Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    listSnapshots: {
        parameters: {
            query: {
                /** First sequence. */
                from: number;
                /** Fewer come where they are large. */
                limit: number;
            };
            header?: never;
            path: {
                /** 48 hex digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** By sequence. */
                        snapshots: components["schemas"]["Snapshot"][];
                        next_from: number | null;
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
            /** Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    listTraces: {
        parameters: {
            query: {
                workflow_id?: string;
                /** Comma list of running, completed, failed, cancelled. */
                status?: string;
                /** Name of the agent or workflow, exact. */
                agent?: string;
                /** Id of the user, exact. */
                user?: string;
                /** A model that was used, exact. */
                model?: string;
                /** As `q` of GET /api/v1/executions. */
                text?: string;
                /** Starts from then on. */
                start_time?: string;
                /** Starts before then. */
                end_time?: string;
                /** Seconds; leaves out what runs. */
                min_duration?: number;
                /** Seconds; leaves out what runs. */
                max_duration?: number;
                limit: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        traces: components["schemas"]["Trace"][];
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    getTrace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** 32 hex digits, or 48 of an execution. */
                trace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        trace_id: string;
                        execution_id: string | null;
                        workflow_id: string | null;
                        name: string;
                        /** @enum {string} */
                        status: "running" | "completed" | "failed" | "cancelled";
                        /**
                         * Format: date-time
                         * Start.
                         */
                        start_time: string;
                        end_time: string | null;
                        duration: number | null;
                        /** Spans of the trace, by start. */
                        spans: components["schemas"]["Span"][];
                        /** Whether there are more spans than these. */
                        spans_truncated: boolean;
                    };
                };
            };
            /** Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** Comma list of execution_start, execution_end, execution_error, execution_cancel, step_start, step_end, llm_call, tool_call, snapshot, log, alert, health_change. */
                types?: string;
                /** Comma list of debug, info, warn, error, fatal. */
                severities?: string;
                /** Only of this execution. */
                executionId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    streamExecutions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getStats: {
        parameters: {
            query: {
                minutes: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        minutes: number;
                        bucket_seconds: number;
                        buckets: {
                            /**
                             * Format: date-time
                             * Begin of the bucket.
                             */
                            time: string;
                            /** Runs that began. */
                            started: number;
                            /** Of these, how many ended well. */
                            completed: number;
                            /** Of these, how many failed. */
                            failed: number;
                            /** Of these, how many were cancelled. */
                            cancelled: number;
                            /** Of these, how many still run. */
                            running: number;
                            /** US dollars of what is priced. */
                            cost_usd: number;
                            /** Inferences whose model has no price. */
                            unpriced_calls: number;
                            /** Input and output tokens. */
                            tokens: number;
                        }[];
                        /** Over the buckets; `running` counts all that run now. */
                        totals: {
                            /** Runs that began. */
                            started: number;
                            /** Of these, how many ended well. */
                            completed: number;
                            /** Of these, how many failed. */
                            failed: number;
                            /** Of these, how many were cancelled. */
                            cancelled: number;
                            /** Of these, how many still run. */
                            running: number;
                            /** US dollars of what is priced. */
                            cost_usd: number;
                            /** Inferences whose model has no price. */
                            unpriced_calls: number;
                            /** Input and output tokens. */
                            tokens: number;
                        };
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok" | "unavailable";
                        checks: {
                            [key: string]: {
                                ok: boolean;
                                /** What was checked, or what is wrong. */
                                detail: string;
                            };
                        };
                    };
                };
            };
            /** Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok" | "unavailable";
                        checks: {
                            [key: string]: {
                                ok: boolean;
                                /** What was checked, or what is wrong. */
                                detail: string;
                            };
                        };
                    };
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok" | "unavailable";
                        checks: {
                            [key: string]: {
                                ok: boolean;
                                /** What was checked, or what is wrong. */
                                detail: string;
                            };
                        };
                    };
                };
            };
            /** Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok" | "unavailable";
                        checks: {
                            [key: string]: {
                                ok: boolean;
                                /** What was checked, or what is wrong. */
                                detail: string;
                            };
                        };
                    };
                };
            };
        };
    };
    status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: string;
                        node: string;
                        /**
                         * Format: date-time
                         * Start of the hub.
                         */
                        started_at: string;
                        uptime_seconds: number;
                        /** Resident memory of the hub itself. */
                        memory_bytes: number;
                        /** `embedded` or `server`. */
                        store: string;
                        /** Version and date of the price table. */
                        prices: {
                            [key: string]: unknown;
                        };
                        counts: {
                            /** Executions stored. */
                            executions: number;
                            /** Executions running. */
                            running: number;
                            /** Spans stored. */
                            spans: number;
                            /** Events stored. */
                            events: number;
                            /** Log lines stored. */
                            logs: number;
                            /** Entries that wait to be folded into executions. */
                            fold_queue: number;
                        };
                        queue: {
                            /** Rough bytes that wait for the database. */
                            waiting_bytes: number;
                        };
                        streams: {
                            /** Live streams open. */
                            open: number;
                        };
                    };
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
        };
    };
    getFleetHealth: {
        parameters: {
            query: {
                /** Minutes up to now. */
                timeRange: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        health: {
                            /** Minutes that the figures are of. */
                            timeRange: number;
                            overall: {
                                /**
                                 * healthy from 80, degraded from 60, critical below.
                                 * @enum {string}
                                 */
                                status: "healthy" | "degraded" | "critical";
                                /** The parts together; 100 where nothing ended. */
                                score: number;
                                parts: {
                                    /** Up to 40 points: the success rate. */
                                    success: number;
                                    /** Up to 30 points: none at twice the threshold of the error rate. */
                                    errors: number;
                                    /** Up to 30 points: none at twice the threshold of the average. */
                                    duration: number;
                                };
                                trend: {
                                    /** @enum {string} */
                                    direction: "up" | "down" | "steady";
                                    previousScore: number | null;
                                };
                                thresholds: {
                                    /** ERROR_RATE_THRESHOLD. */
                                    errorRate: number;
                                    /** RESPONSE_TIME_THRESHOLD. */
                                    responseTimeMs: number;
                                };
                            };
                            /** Of the last `timeRange` minutes. */
                            executions: {
                                /** Executions that ended. */
                                total: number;
                                /** Of these, how many ended well. */
                                completed: number;
                                /** Of these, how many failed. */
                                failed: number;
                                /** Of these, how many were cancelled. */
                                cancelled: number;
                                /** Executions that run now. */
                                running: number;
                                successRate: number | null;
                                averageDuration: number | null;
                            };
                            /** Of the last `timeRange` minutes. */
                            errors: {
                                /** Executions that failed. */
                                total: number;
                                rate: number | null;
                            };
                            /** Agents, of all executions that are kept. */
                            total_agents: number;
                            /** Agents that run now. */
                            active_agents: number;
                            /** Workflows, of all executions that are kept. */
                            total_workflows: number;
                            /** Workflows that run now. */
                            active_workflows: number;
                            /** Executions that are kept. */
                            total_executions: number;
                            /** Executions that run now. */
                            running_executions: number;
                            /** Executions that are kept and ended well. */
                            completed_executions: number;
                            /** Executions that are kept and failed. */
                            failed_executions: number;
                            /** Executions that are kept and were cancelled. */
                            cancelled_executions: number;
                            success_rate: number | null;
                            average_execution_time: number | null;
                            /** Executions that failed in the last 24 hours. */
                            recent_failures_24h: number;
                        };
                        realtime: {
                            /** Executions that run now. */
                            running_executions: number;
                            /** Executions that began in the last 5 minutes. */
                            recent_executions: number;
                            /** Steps that run now. */
                            active_steps: number;
                            /** Executions that failed in the last hour. */
                            failed_last_hour: number;
                            /** Load average of the hub's machine over a minute ÷ its cores; 0 on Windows. */
                            system_load: number;
                        };
                        /** The hub itself. */
                        system: {
                            /** Of the hub. */
                            version: string;
                            /**
                             * Format: date-time
                             * Start of the hub.
                             */
                            startedAt: string;
                            uptimeSeconds: number;
                            /** Resident memory of the hub. */
                            memoryBytes: number;
                            /** @enum {string} */
                            store: "embedded" | "server";
                            /** Rough bytes that wait for the database. */
                            waitingBytes: number;
                            /** Entries that wait to be folded into executions. */
                            foldQueue: number;
                            /** Live streams open. */
                            streams: number;
                        };
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    administerHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "clear_cache";
                };
            };
        };
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        action: string;
                        /** Answers forgotten. */
                        cleared: number;
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    getMonitoringHealth: {
        parameters: {
            query: {
                /** Minutes up to now. */
                timeRange: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        health: {
                            /** Minutes that the figures are of. */
                            timeRange: number;
                            overall: {
                                /**
                                 * healthy from 80, degraded from 60, critical below.
                                 * @enum {string}
                                 */
                                status: "healthy" | "degraded" | "critical";
                                /** The parts together; 100 where nothing ended. */
                                score: number;
                                parts: {
                                    /** Up to 40 points: the success rate. */
                                    success: number;
                                    /** Up to 30 points: none at twice the threshold of the error rate. */
                                    errors: number;
                                    /** Up to 30 points: none at twice the threshold of the average. */
                                    duration: number;
                                };
                                trend: {
                                    /** @enum {string} */
                                    direction: "up" | "down" | "steady";
                                    previousScore: number | null;
                                };
                                thresholds: {
                                    /** ERROR_RATE_THRESHOLD. */
                                    errorRate: number;
                                    /** RESPONSE_TIME_THRESHOLD. */
                                    responseTimeMs: number;
                                };
                            };
                            /** Of the last `timeRange` minutes. */
                            executions: {
                                /** Executions that ended. */
                                total: number;
                                /** Of these, how many ended well. */
                                completed: number;
                                /** Of these, how many failed. */
                                failed: number;
                                /** Of these, how many were cancelled. */
                                cancelled: number;
                                /** Executions that run now. */
                                running: number;
                                successRate: number | null;
                                averageDuration: number | null;
                            };
                            /** Of the last `timeRange` minutes. */
                            errors: {
                                /** Executions that failed. */
                                total: number;
                                rate: number | null;
                            };
                            /** Agents, of all executions that are kept. */
                            total_agents: number;
                            /** Agents that run now. */
                            active_agents: number;
                            /** Workflows, of all executions that are kept. */
                            total_workflows: number;
                            /** Workflows that run now. */
                            active_workflows: number;
                            /** Executions that are kept. */
                            total_executions: number;
                            /** Executions that run now. */
                            running_executions: number;
                            /** Executions that are kept and ended well. */
                            completed_executions: number;
                            /** Executions that are kept and failed. */
                            failed_executions: number;
                            /** Executions that are kept and were cancelled. */
                            cancelled_executions: number;
                            success_rate: number | null;
                            average_execution_time: number | null;
                            /** Executions that failed in the last 24 hours. */
                            recent_failures_24h: number;
                        };
                        realtime: {
                            /** Executions that run now. */
                            running_executions: number;
                            /** Executions that began in the last 5 minutes. */
                            recent_executions: number;
                            /** Steps that run now. */
                            active_steps: number;
                            /** Executions that failed in the last hour. */
                            failed_last_hour: number;
                            /** Load average of the hub's machine over a minute ÷ its cores; 0 on Windows. */
                            system_load: number;
                        };
                        /** The hub itself. */
                        system: {
                            /** Of the hub. */
                            version: string;
                            /**
                             * Format: date-time
                             * Start of the hub.
                             */
                            startedAt: string;
                            uptimeSeconds: number;
                            /** Resident memory of the hub. */
                            memoryBytes: number;
                            /** @enum {string} */
                            store: "embedded" | "server";
                            /** Rough bytes that wait for the database. */
                            waitingBytes: number;
                            /** Entries that wait to be folded into executions. */
                            foldQueue: number;
                            /** Live streams open. */
                            streams: number;
                        };
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    getPerformanceMetrics: {
        parameters: {
            query: {
                /** Minutes up to now. */
                timeRange: number;
                /** prometheus: the text of GET /metrics, whose counters give any range by themselves. */
                format: "json" | "prometheus";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        metrics: components["schemas"]["PerformanceMetrics"];
                    };
                    "text/plain": string;
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    receiveAlertmanager: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** "4". */
                    version?: unknown;
                    /** Of each: status, labels, annotations, startsAt, endsAt, generatorURL, fingerprint. */
                    alerts?: unknown;
                    /** How many Alertmanager left out. */
                    truncatedAlerts?: unknown;
                };
            };
        };
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Alerts of the message that are in the history now. */
                        taken: number;
                        left_out: {
                            /** Alerts that are of another form. */
                            invalid_record: number;
                            /** Alerts beyond the most that one message may hold. */
                            too_many: number;
                            /** Alerts that Alertmanager itself left out (max_alerts). */
                            truncated: number;
                        };
                        /** Labels and annotations that were cut or left out. */
                        shortened: number;
                        fault: string | null;
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
            /** Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
            /** Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    listAlerts: {
        parameters: {
            query: {
                /** Comma list of firing, resolved. */
                status?: string;
                /** Comma list, such as critical,warning. */
                severity?: string;
                /** Name of the alert, exact. */
                name?: string;
                /** Label agent, exact. */
                agent?: string;
                /** What fired at some time from then on. */
                from?: string;
                /** What began before then. */
                to?: string;
                /** Text in the name, a label's value, the summary or the description. */
                q?: string;
                limit: number;
                /** `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        alerts: components["schemas"]["Alert"][];
                        next_cursor: string | null;
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    getAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** `id` of the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Of this occurrence: fingerprint and start. */
                        id: string;
                        /** Of the labels: the same whenever this alert fires. */
                        fingerprint: string;
                        /**
                         * Who told the hub.
                         * @enum {string}
                         */
                        source: "alertmanager";
                        /** Label alertname. */
                        name: string;
                        /** Label severity, or none. */
                        severity: string;
                        /** @enum {string} */
                        status: "firing" | "resolved";
                        summary: string | null;
                        description: string | null;
                        /** What fires; values above 1,024 bytes are cut. */
                        labels: {
                            [key: string]: string;
                        };
                        /** What is said of it, links included; values above 4,096 bytes are cut. */
                        annotations: {
                            [key: string]: string;
                        };
                        /**
                         * Format: date-time
                         * When it began to fire.
                         */
                        starts_at: string;
                        ends_at: string | null;
                        duration_ms: number | null;
                        /**
                         * Format: date-time
                         * When the hub heard of it first.
                         */
                        received_at: string;
                        /**
                         * Format: date-time
                         * When the hub heard of it last.
                         */
                        last_notified_at: string;
                        generator_url: string | null;
                        runbook: string | null;
                    };
                };
            };
            /** Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    listInstrumentation: {
        parameters: {
            query?: {
                service?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        instrumentation: components["schemas"]["Instrumentation"][];
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    watchMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    watchExecution: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** 48 hex digits. */
                execution_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** The key of the hub. */
                    key: string;
                };
            };
        };
        responses: {
            /** Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * When the session ends.
                         */
                        expires_at: string;
                    };
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
            /** Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
            /** Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
            /** Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        error: {
                            code: string;
                            /** What was expected, what came, what to do. */
                            message: string;
                            where?: string;
                        };
                    };
                };
            };
        };
    };
}
