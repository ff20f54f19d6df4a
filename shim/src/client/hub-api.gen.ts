// Written by `npm run docs` from hub/openapi.json.

export interface paths {
    "/api/v1/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Executions that a search finds, newest first */
        get: operations["listExecutions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many executions a search finds, up to 100000 */
        get: operations["countExecutions"];
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
    "/api/v1/executions/{id}/spans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The spans of the trace of an execution, in pages and without attributes, by start */
        get: operations["listSpans"];
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
        /** Traces of executions, newest first; inner executions only with workflow_id, agent or query */
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
    "/api/v1/observability/metrics/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every five seconds, as server-sent events: the data of getFleetHealth, and how the runs of workflows fared in the last hour */
        get: operations["streamMetrics"];
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
        /** Forgets the answers that are kept, folds traces again, or drops days older than the retention */
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
    "/api/v1/alerts/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rules of the project with how they stand, those that every project has first */
        get: operations["listAlertRules"];
        put?: never;
        /** Makes a rule */
        post: operations["createAlertRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/rules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule with how it stands */
        get: operations["getAlertRule"];
        /** Makes a rule, or replaces it */
        put: operations["putAlertRule"];
        post?: never;
        /** Deletes a rule; one that every project has becomes again as it was */
        delete: operations["deleteAlertRule"];
        options?: never;
        head?: never;
        /** Changes parts of a rule, such as whether it is enabled */
        patch: operations["patchAlertRule"];
        trace?: never;
    };
    "/alerts/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rules of the project with how they stand, those that every project has first */
        get: operations["listAlertRulesAtShortPath"];
        put?: never;
        /** Makes a rule */
        post: operations["createAlertRuleAtShortPath"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts/rules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule with how it stands */
        get: operations["getAlertRuleAtShortPath"];
        /** Makes a rule, or replaces it */
        put: operations["putAlertRuleAtShortPath"];
        post?: never;
        /** Deletes a rule; one that every project has becomes again as it was */
        delete: operations["deleteAlertRuleAtShortPath"];
        options?: never;
        head?: never;
        /** Changes parts of a rule, such as whether it is enabled */
        patch: operations["patchAlertRuleAtShortPath"];
        trace?: never;
    };
    "/api/v1/alerts/rules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a rule would have done in the past: when it would have fired, for how long, its values */
        post: operations["previewAlertRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/silences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Silences, those that end last first; of the first project those of Alertmanager, too */
        get: operations["listSilences"];
        put?: never;
        /** Makes a silence; where there is an Alertmanager, there too */
        post: operations["createSilence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/silences/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a silence */
        delete: operations["endSilence"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Saved views of the page */
        get: operations["listViews"];
        put?: never;
        /** Saves a view */
        post: operations["createView"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One saved view */
        get: operations["getView"];
        /** Changes a saved view, unless somebody else did since it was read */
        put: operations["putView"];
        post?: never;
        /** Deletes a saved view */
        delete: operations["deleteView"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Boards, without their panels */
        get: operations["listBoards"];
        put?: never;
        /** Makes a board */
        post: operations["createBoard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boards/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One board with its panels */
        get: operations["getBoard"];
        /** Changes a board, unless somebody else did since it was read */
        put: operations["putBoard"];
        post?: never;
        /** Deletes a board */
        delete: operations["deleteBoard"];
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
    "/api/v1/alerts/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that somebody takes it on: it is not told again */
        post: operations["acknowledgeAlert"];
        /** Takes the acknowledgement back */
        delete: operations["unacknowledgeAlert"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends it by hand; where its condition still holds, it fires again at the next evaluation */
        post: operations["resolveAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom the hub tells of alerts; no secrets */
        get: operations["listNotificationChannels"];
        put?: never;
        /** Makes a channel */
        post: operations["createNotificationChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/channels/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One channel; no secrets */
        get: operations["getNotificationChannel"];
        /** Makes a channel, or changes it; secrets that are not given stay as they are */
        put: operations["putNotificationChannel"];
        post?: never;
        /** Deletes a channel with its deliveries */
        delete: operations["deleteNotificationChannel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/channels/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test over a channel at once, whatever its quiet hours are */
        post: operations["testNotificationChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What channels are told of alerts, and how it went; newest first */
        get: operations["listNotificationDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/deliveries/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends again what was given up or dropped */
        post: operations["resendNotificationDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/deliveries/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends again everything of a channel that was given up */
        post: operations["resendDeadNotifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/push/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The key that browsers know the hub by (VAPID) */
        get: operations["getPushKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/push/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells a browser of alerts from now on */
        post: operations["subscribeToPush"];
        /** Tells a browser of nothing from now on */
        delete: operations["unsubscribeFromPush"];
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
    "/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** WebSocket: {type: "subscribe", topic?, types?, agents?, severities?, text?, executionId?, rateLimit?, aggregation?, cursor?, id?}, then {type: "event", id, cursor, event}, or what the topic (executions, execution, alerts, health) has; {type: "query", sql, queryId, maxRows?, timeoutMs?}, then {type: "query_result", queryId, columns, rows, truncated}; {type: "authenticate", key} first, where the handshake had no key */
        get: operations["watchEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** WebSocket: {type: "subscribe", topic?, types?, agents?, severities?, text?, executionId?, rateLimit?, aggregation?, cursor?, id?}, then {type: "event", id, cursor, event}, or what the topic (executions, execution, alerts, health) has; {type: "query", sql, queryId, maxRows?, timeoutMs?}, then {type: "query_result", queryId, columns, rows, truncated}; {type: "authenticate", key} first, where the handshake had no key */
        get: operations["watchEventsV1"];
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
        /** Who asks, in which project, and what may be done there */
        get: operations["whoAmI"];
        /** Leads the session of a person to another of their projects */
        put: operations["chooseProject"];
        /** Signs a browser in: the key for a cookie, which REST and streams take in its place */
        post: operations["signIn"];
        /** Ends the browser's session */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Browsers that are signed in to the project, newest first */
        get: operations["listSignIns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-ins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends the session of a browser */
        delete: operations["endSignIn"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ways to sign in to this hub */
        get: operations["loginOptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Leads a browser to the provider, where its reader signs in */
        get: operations["beginLogin"];
        put?: never;
        post?: never;
        /** After the end of a session: where the browser signs out at the provider, too */
        delete: operations["leaveProvider"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the provider leads a browser back to: begins its session */
        get: operations["endLogin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys of the project, newest first; no secrets */
        get: operations["listKeys"];
        put?: never;
        /** Makes a key; the answer alone has its secret */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes a key: what asks with it is refused at once, on other hubs within five seconds */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a key a new secret, which the answer alone has; the old one stays good for the overlap */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The projects that one has a part in; all of them for whoever administers the hub */
        get: operations["listProjects"];
        put?: never;
        /** Makes a project */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people of the project, with their roles */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes a person who signed in once a member of the project, or changes the role */
        put: operations["putMember"];
        post?: never;
        /** Takes a person out of the project */
        delete: operations["deleteMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Those who signed in to this hub, whoever came last first */
        get: operations["listPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/budgets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Budgets with what is spent of them and what their period will come to */
        get: operations["listBudgets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/budgets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes a budget, or changes it */
        put: operations["putBudget"];
        post?: never;
        /** Deletes a budget */
        delete: operations["deleteBudget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/advice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Slow steps, dear models, retries in vain and growing prompts, with what each could save */
        get: operations["getAdvice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cost": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cost and tokens by agent, model, user and so on, with their trend and the stretch before */
        get: operations["getCost"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/redaction/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rules by which texts are redacted before they are stored, in the order in which they apply */
        get: operations["listRedactionRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/redaction/rules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule of redaction */
        get: operations["getRedactionRule"];
        /** Makes a rule of redaction, or changes it; all hubs know it within five seconds */
        put: operations["putRedactionRule"];
        post?: never;
        /** Deletes a rule of redaction; what it took out stays out */
        delete: operations["deleteRedactionRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/redaction/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What would be stored of a sample, and which rules find something in it; nothing is stored */
        post: operations["testRedaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long each kind of record is kept, what is held of it, and when the oldest day goes */
        get: operations["getRetention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that is stored of one user, as lines of JSON; the last one says how many there are */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Erasures of users, done and under way, the newest first */
        get: operations["listErasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One user: what was done, by which agents, in which sessions */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /** Begins to delete all that is stored of one user; the answer says where to follow it */
        delete: operations["eraseUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the erasure of a user is */
        get: operations["getErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a query can ask executions for */
        get: operations["listSearchFields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/compare/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Two groups of runs beside each other: success, time, tokens, cost, and their steps by name */
        get: operations["compareGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/traces/{id}/critical-path": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the time of a trace or execution really consists of, step by step */
        get: operations["getCriticalPath"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/traces/{id}/flame": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The spans of a trace or execution for a flame graph, and in the order of a waterfall */
        get: operations["getFlame"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/compare/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Two traces or executions beside one another: structure, time, tokens, cost, errors, by step */
        get: operations["compareTraces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/bottlenecks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which steps, tools and models cost the time of runs, on their critical paths */
        get: operations["getBottlenecks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which services, agents, models, tools and databases call one another */
        get: operations["getServiceMap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened, in order: executions, calls of models and tools, events, alerts, marks */
        get: operations["getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timeline/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many moments of which type there were in each part of a stretch */
        get: operations["countTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What failed within a stretch, grouped by cause */
        get: operations["listFailureGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/failures/{fingerprint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One group of failures within a stretch, with its newest executions */
        get: operations["getFailureGroup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/stuck": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Executions that are silent for longer than expected, and those that were abandoned */
        get: operations["listStuckExecutions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** CPU, memory, disk and network of services and of the hub, with trends */
        get: operations["getResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/anomalies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was out of the usual for its hour of the week: events, errors, cost, tokens, duration */
        get: operations["findAnomalies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analysis/forecasts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much will run, fail, be spent and used, and how large the database will be */
        get: operations["forecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events, errors, response times, sessions and agents of a stretch */
        get: operations["getAnalytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events, newest first, by time, severity, type, agent, trace, words, and attributes as tag.KEY=VALUE */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events, newest first, by time, severity, type, agent, trace, words, and attributes as tag.KEY=VALUE */
        get: operations["listEventsShort"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agents and workflows with how they fare, what they cost and how that changed */
        get: operations["listAgents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One agent or workflow with its models, tools, errors and course */
        get: operations["getAgent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users with what was done for them, by their last activity or their cost */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sessions, and conversations where no session is said, by their last activity or their cost */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session or conversation: its runs in order, what they add up to, how they were judged */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Judgements of executions by evaluators and users, newest first */
        get: operations["listEvaluations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evaluations/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mean, distribution, labels and course of judgements, beside the stretch before */
        get: operations["summariseEvaluations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{id}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a user says of an execution: a score, a label or a comment */
        post: operations["giveFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records of the memory of agents, those that changed last first */
        get: operations["listMemory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/memory/{agent}/{store}/{record}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One record of the memory of an agent */
        get: operations["getMemory"];
        /** Keeps a record of the memory of an agent, in place of what was there */
        put: operations["putMemory"];
        post?: never;
        /** Deletes a record of the memory of an agent */
        delete: operations["deleteMemory"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Workflows by name, with the figures of their runs */
        get: operations["listWorkflows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One workflow: its definition and the figures of its runs */
        get: operations["getWorkflow"];
        /** Keeps the definition of a workflow; null takes it away */
        put: operations["putWorkflow"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{name}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The steps of a workflow in their order, with the time and failures of each */
        get: operations["getWorkflowGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{id}/snapshots/{sequence}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The state of an execution at one of its snapshots */
        get: operations["getSnapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/executions/{id}/snapshots/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed from one snapshot of an execution to another, and which steps lie between */
        get: operations["compareSnapshots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/otlp/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Spans as an OTLP export request, in JSON, or in protobuf where Accept says application/x-protobuf */
        get: operations["exportTraces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/otlp/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log lines and events as an OTLP export request, in JSON, or in protobuf where Accept says application/x-protobuf */
        get: operations["exportLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/otlp/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Samples of metrics, and the hub's own series as they are now, as an OTLP export request, in JSON, or in protobuf where Accept says application/x-protobuf */
        get: operations["exportMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/observability/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole system at a glance: health, counts, what the hub can do, recent traces, other servers */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rows of one SELECT over the events, alerts, traces, executions, calls and evaluations of the project */
        post: operations["querySql"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit trail, newest first; of one project, or of all for who administers `default` */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole audit trail as lines of JSON, oldest first, for `observatory-hub audit verify --file` */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Verifies the chain of the audit trail: the first entry that is not as it was recorded, if any */
        get: operations["verifyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/encryption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys that content is encrypted with, the share of rows of each, and the job that seals anew */
        get: operations["readEncryption"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/encryption/job": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Pauses the job that seals anew, or lets it run: one that was done begins a new pass */
        put: operations["putEncryptionJob"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        NotificationChannel: {
            name: string;
            /** @enum {string} */
            kind: "slack" | "discord" | "pagerduty" | "email" | "webhook" | "web_push";
            enabled: boolean;
            /** Made by the setting WEBHOOK_URL. */
            from_setting: boolean;
            /**
             * The least severity; critical for pagerduty, else info.
             * @enum {string}
             */
            min_severity: "info" | "warning" | "critical";
            /** On labels; all of them must hold. */
            matchers: {
                /** `alertname` and `severity` too. */
                label: string;
                /**
                 * `=~` and `!~`: RE2, of the whole value.
                 * @enum {string}
                 */
                op: "=" | "!=" | "=~" | "!~";
                value: string;
            }[];
            /** Whether it is told when an alert is over; not for webhook. */
            send_resolved: boolean;
            quiet_hours: {
                /** On which they begin. */
                days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                /** As 22:00. */
                from: string;
                /** The next day, where it is not after `from`. */
                to: string;
                /** IANA name, as Europe/Berlin. */
                time_zone: string;
                passes: ("info" | "warning" | "critical") | null;
                /**
                 * What becomes of the rest: one summary afterwards, or nothing.
                 * @enum {string}
                 */
                held: "summary" | "drop";
            } | null;
            repeat_every: number | null;
            /** Seconds that alerts are gathered; 10 unless given. */
            group_window: number;
            /** Messages; more wait and are told together. 20 unless given. */
            max_per_minute: number;
            /** Of email. */
            to: string[];
            from: string | null;
            secrets: {
                /** What is known of a secret. */
                url: {
                    set: boolean;
                    ends_with: string | null;
                };
                /** What is known of a secret. */
                signing_key: {
                    set: boolean;
                    ends_with: string | null;
                };
                /** What is known of a secret. */
                routing_key: {
                    set: boolean;
                    ends_with: string | null;
                };
                /** What is known of a secret. */
                smtp_url: {
                    set: boolean;
                    ends_with: string | null;
                };
            };
            /**
             * Format: date-time
             * When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * When it was changed last.
             */
            updated_at: string;
        };
        NotificationChannelList: {
            channels: components["schemas"]["NotificationChannel"][];
        };
        NotificationTest: {
            /** Whether the receiver took it. */
            sent: boolean;
            status: number | null;
            /** What came of it. */
            reason: string;
        };
        NotificationDelivery: {
            id: string;
            channel: string;
            /** @enum {string} */
            kind: "slack" | "discord" | "pagerduty" | "email" | "webhook" | "web_push";
            /** `id` of GET /api/v1/alerts. */
            alert_id: string;
            /** Name of the alert. */
            alert: string;
            severity: string;
            /** firing, acknowledged, resolved, or repeat with its number. */
            transition: string;
            /** @enum {string} */
            state: "pending" | "retrying" | "sent" | "dead" | "dropped";
            reason: string | null;
            message_id: string | null;
            /** Attempts since it was queued or sent again by hand. */
            attempts: number;
            /** The last 20 attempts, oldest first. */
            history: {
                /**
                 * Format: date-time
                 * When.
                 */
                at: string;
                status: number | null;
                reason: string;
            }[];
            due_at: string | null;
            /**
             * Format: date-time
             * When it was queued.
             */
            created_at: string;
            sent_at: string | null;
        };
        NotificationDeliveryList: {
            deliveries: components["schemas"]["NotificationDelivery"][];
            next_cursor: string | null;
        };
        NotificationsResent: {
            /** Deliveries that go out again. */
            resent: number;
        };
        PushKey: {
            /** `applicationServerKey` of the Push API, base64url. */
            public_key: string;
        };
        PushSubscribed: {
            id: string;
            /** The channel that tells browsers. */
            channel: string;
        };
        ApiKey: {
            /** Part of the key: it names the key wherever the hub speaks of it. */
            id: string;
            /** How the key begins; the rest is not kept. */
            prefix: string;
            /** What somebody called it. */
            name: string;
            /** The project that it belongs to. */
            project: string;
            /** What it may do. */
            scopes: ("ingest" | "read" | "operate" | "administer")[];
            /** @enum {string} */
            status: "active" | "expired" | "revoked";
            /**
             * Format: date-time
             * When it was made.
             */
            created_at: string;
            /** Who made it. */
            created_by: string;
            expires_at: string | null;
            last_used_at: string | null;
            revoked_at: string | null;
            previous_secret_until: string | null;
        };
        MadeApiKey: {
            key: components["schemas"]["ApiKey"];
            /** The key itself, obs_…: told once, now. */
            secret: string;
        };
        ApiKeyList: {
            /** Newest first, with those that ended. */
            keys: components["schemas"]["ApiKey"][];
        };
        Project: {
            /** Name of the project. */
            id: string;
            /**
             * Format: date-time
             * When it was made.
             */
            created_at: string;
        };
        ProjectList: {
            projects: components["schemas"]["Project"][];
        };
        CurrentSession: {
            /**
             * A person who signed in, a key, a key of the settings, or whoever reaches a hub without sign-in.
             * @enum {string}
             */
            kind: "person" | "key" | "setting" | "local";
            /** Of the person or key. */
            id: string;
            /** As lists show it. */
            name: string;
            /** The project that is asked. */
            project: string;
            /** All that can be chosen. */
            projects: {
                id: string;
                role: ("viewer" | "operator" | "admin") | null;
            }[];
            role: ("viewer" | "operator" | "admin") | null;
            /** What may be done in this project. */
            scopes: ("ingest" | "read" | "operate" | "administer")[];
            session_id: string | null;
            expires_at: string | null;
        };
        SignIn: {
            /** Names the session; it is not its token. */
            id: string;
            /** @enum {string} */
            kind: "person" | "key" | "setting";
            /** Whose it is. */
            name: string;
            /** Id of the person or key. */
            owner_id: string;
            /** The project that it is in. */
            project: string;
            /**
             * Format: date-time
             * When it began.
             */
            created_at: string;
            /**
             * Format: date-time
             * When it was used last, to the minute.
             */
            last_seen_at: string;
            /**
             * Format: date-time
             * When it ends at the latest.
             */
            expires_at: string;
        };
        SignInList: {
            /** Newest first. */
            sign_ins: components["schemas"]["SignIn"][];
        };
        Person: {
            /** Names the person in this hub. */
            id: string;
            name: string | null;
            email: string | null;
            /** The provider that the person signs in at. */
            issuer: string;
            last_login_at: string | null;
        };
        PersonList: {
            /** Whoever signed in last first. */
            people: components["schemas"]["Person"][];
        };
        Member: {
            /** Names the person in this hub. */
            id: string;
            name: string | null;
            email: string | null;
            /** The provider that the person signs in at. */
            issuer: string;
            last_login_at: string | null;
            /** The project. */
            project: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "admin";
            /**
             * Format: date-time
             * When the person became one.
             */
            since: string;
        };
        MemberList: {
            members: components["schemas"]["Member"][];
        };
        AuditRecord: {
            /** Place in the chain, without gaps. */
            sequence: number;
            /** SHA-256 that the chain has here, 64 hex digits. */
            hash: string;
            /**
             * Format: date-time
             * When it was recorded.
             */
            at: string;
            project: string;
            actor: {
                /** setting, key, person, local, hub, or unknown for whoever gave nothing that is known. */
                kind: string;
                id: string;
                name: string;
            };
            address: string | null;
            /** Operation id of the route, or a dotted name of what has none. */
            action: string;
            /** What it was about: the parameters of the path. */
            target: string;
            /** @enum {string} */
            outcome: "done" | "refused" | "failed";
            status: number | null;
            request: string | null;
            /** What else is said of it; `query` is a keyed hash of what was asked for. */
            detail: {
                [key: string]: unknown;
            };
        };
        AuditList: {
            entries: components["schemas"]["AuditRecord"][];
            next_cursor: string | null;
        };
        AuditVerification: {
            ok: boolean;
            /** Entries that were looked at. */
            entries: number;
            /** The last entry that retention removed; sequence 0 where none was. */
            pruned: {
                sequence: number;
                hash: string;
            };
            /** The newest entry: write it down elsewhere, and compare later. */
            head: {
                sequence: number;
                hash: string;
            };
            fault: {
                sequence: number;
                reason: string;
            } | null;
        };
        CostReport: {
            /** @enum {string} */
            by: "agent" | "workflow" | "provider" | "model" | "service" | "environment" | "user" | "session" | "conversation";
            /**
             * Format: date-time
             * Begin: the begin of a stretch of five minutes where it is by what calls say.
             */
            from: string;
            /**
             * Format: date-time
             * End.
             */
            to: string;
            /**
             * Length of the buckets of the series.
             * @enum {string}
             */
            interval: "5m" | "1h" | "1d";
            total: {
                cost_usd: number | null;
                /** Calls of models. */
                calls: number;
                /** Calls with tokens whose model has no price: not in the cost. */
                unpriced_calls: number;
                /** Cached ones included. */
                input_tokens: number;
                /** Reasoning included. */
                output_tokens: number;
                executions: number | null;
                cost_per_execution_usd: number | null;
                /** Part of the input that came from the cache. */
                cache_read_tokens: number;
                /** Part of the input that was written to the cache. */
                cache_write_tokens: number;
                /** Part of the output spent on reasoning. */
                reasoning_tokens: number;
            };
            /** The stretch of the same length before. */
            previous: {
                cost_usd: number | null;
                /** Calls of models. */
                calls: number;
                /** Calls with tokens whose model has no price: not in the cost. */
                unpriced_calls: number;
                /** Cached ones included. */
                input_tokens: number;
                /** Reasoning included. */
                output_tokens: number;
                executions: number | null;
                cost_per_execution_usd: number | null;
            };
            /** Groups, listed or not. */
            group_count: number;
            /** The dearest first. */
            groups: {
                key: string | null;
                share: number | null;
                cost_usd: number | null;
                /** Calls of models. */
                calls: number;
                /** Calls with tokens whose model has no price: not in the cost. */
                unpriced_calls: number;
                /** Cached ones included. */
                input_tokens: number;
                /** Reasoning included. */
                output_tokens: number;
                executions: number | null;
                cost_per_execution_usd: number | null;
                /** Part of the input that came from the cache. */
                cache_read_tokens: number;
                /** Part of the input that was written to the cache. */
                cache_write_tokens: number;
                /** Part of the output spent on reasoning. */
                reasoning_tokens: number;
            }[];
            /** What began in each bucket, empty ones included; the first and last may be cut by the stretch. */
            series: {
                /**
                 * Format: date-time
                 * Begin of the bucket.
                 */
                time: string;
                cost_usd: number | null;
                /** Calls of models. */
                calls: number;
                /** Calls with tokens whose model has no price: not in the cost. */
                unpriced_calls: number;
                /** Cached ones included. */
                input_tokens: number;
                /** Reasoning included. */
                output_tokens: number;
                /** The first five groups of the list, in its order; of users, sessions and conversations without null. */
                groups: {
                    key: string | null;
                    cost_usd: number | null;
                    /** Calls of models. */
                    calls: number;
                }[];
            }[];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        Budget: {
            /** Its name. */
            name: string;
            /**
             * Of UTC.
             * @enum {string}
             */
            period: "day" | "month";
            /** US dollars. */
            limit_usd: number;
            by: ("agent" | "workflow" | "provider" | "model" | "service" | "environment" | "user" | "session" | "conversation") | null;
            value: string | null;
            /**
             * Format: date-time
             * Begin of the present day or month.
             */
            period_start: string;
            /**
             * Format: date-time
             * Its end.
             */
            period_end: string;
            spent_usd: number | null;
            share: number | null;
            remaining_usd: number | null;
            projected_usd: number | null;
            projected_method: string | null;
            projected_reason: string | null;
            /**
             * spent: the limit is reached; at_risk: 80 % of it is, or the projection is above it. Of priced calls alone.
             * @enum {string}
             */
            status: "ok" | "at_risk" | "spent";
            /** Calls of the period without a price, which the budget does not see. */
            unpriced_calls: number;
            /**
             * Format: date-time
             * When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * When it was changed last.
             */
            updated_at: string;
        };
        BudgetList: {
            /** By name. */
            budgets: components["schemas"]["Budget"][];
        };
        AdviceList: {
            /**
             * Format: date-time
             * Begin.
             */
            from: string;
            /**
             * Format: date-time
             * End.
             */
            to: string;
            /** By kind; what saves most first. */
            advice: {
                /** @enum {string} */
                kind: "slow_step" | "cheaper_model" | "futile_retries" | "growing_prompts";
                subject: {
                    agent: string | null;
                    step: string | null;
                    provider: string | null;
                    model: string | null;
                };
                /** One or two sentences. */
                finding: string;
                /** The figures that the finding rests on. */
                evidence: {
                    [key: string]: (number | string) | null;
                };
                saving_usd: number | null;
                saving_ms: number | null;
                /** Executions or calls that it rests on. */
                samples: number;
                /** Ids of some of the executions, where it rests on single ones. */
                examples: string[];
            }[];
            /** What the advice is of; no advice with few of them says nothing. */
            looked_at: {
                /** Executions of agents that began in the stretch. */
                executions: number;
                /** Calls of models and tools. */
                calls: number;
            };
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        EncryptionKeyState: {
            /** As the list of keys has it. */
            id: string;
            /** Whether this hub has it, and can open what it sealed. */
            loaded: boolean;
            /** Whether new content is sealed with it. */
            seals: boolean;
            first_used_at: string | null;
            /** Rows that are sealed with it, as counted last. */
            rows: number;
            /** Of all rows with content, a ratio. */
            share: number;
        };
        EncryptionState: {
            /** Whether new content is sealed. */
            on: boolean;
            /** Keys that are loaded, or that sealed something. At a share of 0 one that does not seal may go. */
            keys: components["schemas"]["EncryptionKeyState"][];
            next_key: string | null;
            plain: {
                /** Rows that are stored as they came. */
                rows: number;
                /** Of all rows with content, a ratio. */
                share: number;
            };
            /** All rows with content, as counted last. */
            rows: number;
            counted_at: string | null;
            /** Seals anew what is in plain or under another key. Hubs on one database take turns. */
            job: {
                /** @enum {string} */
                state: "off" | "waiting" | "running" | "paused" | "done";
                relation: string | null;
                /** Rows of this pass. */
                resealed: number;
                /** Rows of this pass whose key is not there, or that were changed: they stay. */
                unreadable: number;
                started_at: string | null;
                finished_at: string | null;
            };
            error: string | null;
        };
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
            /** What it said. Lists and streams of executions have 1000 characters of it at most, and then it ends with …; GET /api/v1/executions/{id} has it whole. */
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
        SpanLine: {
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
            duration_ms: number | null;
            /** @enum {string} */
            status: "unset" | "ok" | "error";
        };
        SpanLineList: {
            /** By start. */
            spans: components["schemas"]["SpanLine"][];
            next_cursor: string | null;
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
            logs_from: {
                /**
                 * Whose lines these are.
                 * @enum {string}
                 */
                source: "hub" | "loki";
                error: string | null;
            };
            /** Judgements of this execution and those within it, by time. */
            evaluations: components["schemas"]["Evaluation"][];
            links: components["schemas"]["ExecutionLinks"];
            /** What the execution was given, where content is recorded. */
            input: unknown;
            /** What it answered, where content is recorded. */
            output: unknown;
            /** Lists that were cut at their limit. */
            truncated: ("spans" | "events" | "logs" | "steps" | "evaluations")[];
        };
        ExecutionList: {
            executions: components["schemas"]["ExecutionSummary"][];
            next_cursor: string | null;
            /** What was not searched, since content is encrypted, or is no longer kept. */
            note?: string;
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
            next_cursor: string | null;
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
                cost_usd: number | null;
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
                cost_usd: number | null;
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
            } | null;
            queue: {
                /** Rough bytes that wait for the database; the same as of writer. */
                waiting_bytes: number;
            };
            streams: {
                /** Live streams open. */
                open: number;
            };
            event_loop: {
                /** How late the event loop was, 99th percentile of the last half minute or minute. */
                p99_seconds: number;
            };
            writer: {
                /** Rough bytes that wait to be stored. */
                waiting_bytes: number;
                /** OTLP requests that are not stored yet. */
                waiting_requests: number;
                /** How long the oldest of them has waited. */
                oldest_seconds: number;
            };
            fold: {
                /** Entries that wait to be folded into executions. */
                waiting: number;
                /** How long the oldest of them has waited. */
                oldest_seconds: number;
            } | null;
            figures: {
                /** Entries that wait to be added up into figures of agents. */
                waiting: number;
            } | null;
            notifications: {
                /** Notices that wait to be sent, or to be sent again. */
                waiting: number;
                /** For how long the one that waits longest is overdue. */
                overdue_seconds: number;
                /** Notices that were given up. */
                dead: number;
            } | null;
            erasures: {
                /** Erasures of users that are under way. */
                waiting: number;
            } | null;
            live: {
                /** Stored events that live streams have yet to get. */
                behind_events: number;
            };
            /** Connections to the database: of reads, of storing and folding, of probes and streams. */
            pools: {
                read: {
                    /** Connections that are working. */
                    in_use: number;
                    /** Connections that are open and free. */
                    idle: number;
                    /** Requests that wait for a connection. */
                    waiting: number;
                    /** Connections at most. */
                    most: number;
                };
                work: {
                    /** Connections that are working. */
                    in_use: number;
                    /** Connections that are open and free. */
                    idle: number;
                    /** Requests that wait for a connection. */
                    waiting: number;
                    /** Connections at most. */
                    most: number;
                };
                urgent: {
                    /** Connections that are working. */
                    in_use: number;
                    /** Connections that are open and free. */
                    idle: number;
                    /** Requests that wait for a connection. */
                    waiting: number;
                    /** Connections at most. */
                    most: number;
                };
            };
            database: {
                /** Whether it answers. */
                up: boolean;
                bytes: number | null;
                days_ahead: number | null;
                hubs: number | null;
            };
            redis: {
                /** Whether it answers. */
                up: boolean;
            } | null;
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
                    /** What each part is made of. */
                    composition: {
                        /** @enum {string} */
                        part: "success" | "errors" | "duration";
                        /** As in `parts`. */
                        points: number;
                        /** Points that it has at most. */
                        of: number;
                        value: number | null;
                        threshold: number | null;
                        /** How the points come from it. */
                        meaning: string;
                    }[];
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
                costUsd: number | null;
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
            source: "alertmanager" | "hub";
            /** Label alertname. */
            name: string;
            /** Label severity, or none. */
            severity: string;
            /**
             * What whoever evaluates it says.
             * @enum {string}
             */
            status: "firing" | "resolved";
            /**
             * The same with what people said of it: a silence, an acknowledgement.
             * @enum {string}
             */
            state: "active" | "acknowledged" | "silenced" | "resolved";
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
            condition: string | null;
            rule: {
                threshold: number;
                /** As 5m. */
                window: string;
                value: number | null;
            } | null;
            event: {
                /** Agent, else workflow, else service. */
                app: string;
                /** Type of the event. */
                event_type: string;
                /**
                 * Format: date-time
                 * When it was.
                 */
                timestamp: string;
            } | null;
            acknowledged_at: string | null;
            acknowledged_by: string | null;
            silenced_until: string | null;
            silence_id: string | null;
            /** Who did what to it, oldest first; not in lists. */
            actions?: {
                /**
                 * Format: date-time
                 * When.
                 */
                at: string;
                /** @enum {string} */
                action: "acknowledge" | "unacknowledge" | "resolve" | "silence" | "unsilence";
                /** Who. */
                by: string;
                /** Why. */
                comment: string;
            }[];
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
        ListedEvent: {
            /** Place in the streams of events; what was stored later has a larger one. */
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
            /** 16000 characters at most; a longer one ends with …, and is whole in the events of GET /api/v1/executions/{id}. */
            message: string;
            agent: string | null;
            service: string | null;
            execution_id: string | null;
            trace_id: string | null;
            span_id: string | null;
            step: string | null;
            /** Its attributes as sent; a long `exception.message` or `exception.stacktrace` is cut like the message. */
            data: {
                [key: string]: unknown;
            };
        };
        EventList: {
            /** Newest first. */
            events: components["schemas"]["ListedEvent"][];
            next_cursor: string | null;
            /**
             * Format: date-time
             * The events are from then on …
             */
            start_time: string;
            /**
             * Format: date-time
             * … and before then.
             */
            end_time: string;
            /** What was not searched, since content is encrypted, or is no longer kept. */
            note?: string;
        };
        ExecutionCount: {
            /** Executions found. */
            count: number;
            /** False where there are more than are counted. */
            complete: boolean;
        };
        SearchField: {
            /** As it stands before the colon; ends in .NAME where a name of the sender follows. */
            name: string;
            /** Other names that mean the same. */
            aliases: string[];
            /** text, word (one of `values`), id, boolean, number, dollars, duration, time or limit. */
            type: string;
            unit: string | null;
            /** What may stand behind the colon. */
            operators: string[];
            /** All that a word may be. */
            values: string[];
            description: string;
            /** A query. */
            example: string;
        };
        SearchFields: {
            fields: components["schemas"]["SearchField"][];
            /** Characters that a query may have. */
            max_length: number;
        };
        Spread: {
            /** Runs or steps that have this figure. */
            samples: number;
            mean: number | null;
            p50: number | null;
            p95: number | null;
        };
        GroupFigures: {
            /** What was asked for. */
            query: string;
            /** Runs whose figures are here. */
            matched: number;
            /** Whether these are all that the query finds; else they are the newest. */
            complete: boolean;
            /** Of these, runs whose steps were read: the newest whose traces have 20,000 spans together. */
            stepped: number;
            /** Runs that ended well. */
            completed: number;
            /** Runs that failed. */
            failed: number;
            /** Runs that were cancelled. */
            cancelled: number;
            /** Runs that still run. */
            running: number;
            success_rate: number | null;
            duration_ms: components["schemas"]["Spread"];
            tokens: components["schemas"]["Spread"];
            cost_usd: components["schemas"]["Spread"];
            /** Inferences whose model has no price: their cost is in no figure. */
            unpriced_calls: number;
        };
        StepFigures: {
            /** Runs that have the step. */
            runs: number;
            share_of_runs: number | null;
            /** How often it was done, in all runs together. */
            count: number;
            per_run: number | null;
            /** How often it failed. */
            failed: number;
            failure_rate: number | null;
            duration_ms: components["schemas"]["Spread"];
            tokens: components["schemas"]["Spread"];
            cost_usd: components["schemas"]["Spread"];
        };
        Difference: {
            absolute: number | null;
            relative: number | null;
        };
        ComparedStep: {
            /** Kind of the step. */
            kind: string;
            /** Name of the step. */
            name: string;
            a: components["schemas"]["StepFigures"];
            b: components["schemas"]["StepFigures"];
            differences: {
                share_of_runs: components["schemas"]["Difference"];
                per_run: components["schemas"]["Difference"];
                failure_rate: components["schemas"]["Difference"];
                duration_mean_ms: components["schemas"]["Difference"];
                duration_p50_ms: components["schemas"]["Difference"];
                duration_p95_ms: components["schemas"]["Difference"];
                tokens_mean: components["schemas"]["Difference"];
                cost_mean_usd: components["schemas"]["Difference"];
            };
        };
        GroupComparison: {
            /**
             * Format: date-time
             * Runs that began then or later.
             */
            from: string;
            /**
             * Format: date-time
             * Runs that began before then.
             */
            to: string;
            /** Runs that are looked at of each side, at most: the newest. */
            sample: number;
            a: components["schemas"]["GroupFigures"];
            b: components["schemas"]["GroupFigures"];
            differences: {
                success_rate: components["schemas"]["Difference"];
                duration_mean_ms: components["schemas"]["Difference"];
                duration_p50_ms: components["schemas"]["Difference"];
                duration_p95_ms: components["schemas"]["Difference"];
                tokens_mean: components["schemas"]["Difference"];
                cost_mean_usd: components["schemas"]["Difference"];
            };
            /** The most frequent first, 200 at most. */
            steps: components["schemas"]["ComparedStep"][];
            /** Whether there are more steps than these. */
            steps_truncated: boolean;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        CriticalPath: {
            /** 32 hex digits. */
            trace_id: string;
            execution_id: string | null;
            /** Of that execution, else of the first span. */
            name: string;
            /** @enum {string} */
            status: "running" | "completed" | "failed" | "cancelled";
            /**
             * Format: date-time
             * Begin of what the answer is of.
             */
            start_time: string;
            /**
             * Format: date-time
             * Its end; while it runs, the time of the answer.
             */
            end_time: string;
            /** Milliseconds: from begin to end. */
            duration_ms: number;
            /** Spans that were read. */
            span_count: number;
            /** Whether the trace has more spans than were read, or a list was cut. */
            truncated: boolean;
            /** By time; they do not overlap, and together they are the duration. */
            segments: {
                span_id: string | null;
                execution_id: string | null;
                name: string;
                service: string;
                /**
                 * `span`: none of the steps of an agent.
                 * @enum {string}
                 */
                kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                /** @enum {string} */
                status: "running" | "completed" | "failed" | "cancelled";
                /** Milliseconds: since the begin. */
                offset_ms: number;
                /** Milliseconds: that passed here, in the span itself. */
                self_ms: number;
                /** Of the duration. */
                share: number;
            }[];
            /** The same by name, service and kind, the longest first. */
            by_step: {
                name: string;
                service: string;
                /**
                 * `span`: none of the steps of an agent.
                 * @enum {string}
                 */
                kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                /** Milliseconds: on the path, added up. */
                self_ms: number;
                /** Of the duration. */
                share: number;
                /** Different spans on the path. */
                spans: number;
            }[];
            /** Milliseconds: by which the last span outlasted the end; that is no part of the path. */
            outlasted_ms: number;
        };
        FlameFrame: {
            name: string;
            /**
             * `span`: none of the steps of an agent.
             * @enum {string}
             */
            kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
            service: string;
            /** Spans. */
            count: number;
            /** Of these, how many failed. */
            errors: number;
            /** Milliseconds: what its spans took, added up. */
            total_ms: number;
            /** Milliseconds: the part of it in which none of their children ran. */
            self_ms: number;
            /** Milliseconds: width: self_ms and the widths of the children; parallel children make it more than total_ms. */
            value: number;
            children: components["schemas"]["FlameFrame"][];
        };
        Flame: {
            /** 32 hex digits. */
            trace_id: string;
            execution_id: string | null;
            /** Of that execution, else of the first span. */
            name: string;
            /** @enum {string} */
            status: "running" | "completed" | "failed" | "cancelled";
            /**
             * Format: date-time
             * Begin of what the answer is of.
             */
            start_time: string;
            /**
             * Format: date-time
             * Its end; while it runs, the time of the answer.
             */
            end_time: string;
            /** Milliseconds: from begin to end. */
            duration_ms: number;
            /** Spans that were read. */
            span_count: number;
            /** Whether the trace has more spans than were read, or a list was cut. */
            truncated: boolean;
            /** Frames in `roots`. */
            frames: number;
            /** Nested; `(more)` holds what is beyond 5,000 frames or 100 levels. */
            roots: components["schemas"]["FlameFrame"][];
            /** The spans, each followed by what is below it, by start; at most 5,000. */
            waterfall: {
                span_id: string;
                parent_span_id: string | null;
                /** From 0. */
                depth: number;
                name: string;
                service: string;
                /**
                 * `span`: none of the steps of an agent.
                 * @enum {string}
                 */
                kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                /** @enum {string} */
                status: "running" | "completed" | "failed" | "cancelled";
                /** Milliseconds: since the begin; negative where a clock is off. */
                offset_ms: number;
                /** Milliseconds: from its start to its end. */
                duration_ms: number;
                /** Milliseconds: in which none of its children ran. */
                self_ms: number;
                /** Milliseconds: on the critical path. */
                path_ms: number;
            }[];
        };
        ComparedFigures: {
            /** How often. */
            count: number;
            /** Milliseconds: added up. */
            duration_ms: number;
            /** Milliseconds: from the begin of the trace to the first of them. */
            first_offset_ms: number;
            /** Inferences in it and below it. */
            llm_calls: number;
            /** Tool calls in it and below it. */
            tool_calls: number;
            /** Of these inferences. */
            input_tokens: number;
            /** Of these inferences. */
            output_tokens: number;
            cost_usd: number | null;
            /** Inferences without a price. */
            unpriced_calls: number;
            statuses: {
                /** Still run. */
                running: number;
                /** Ended well. */
                completed: number;
                /** Failed. */
                failed: number;
                /** Were cancelled. */
                cancelled: number;
            };
            errors: {
                type: string;
                /** How often. */
                count: number;
            }[];
        };
        /** b less a. */
        ComparedDifference: {
            count: number;
            duration_ms: number;
            /** Input and output. */
            tokens: number;
            cost_usd: number | null;
        };
        TraceComparison: {
            a: {
                /** 32 hex digits. */
                trace_id: string;
                execution_id: string | null;
                /** Of that execution, else of the first span. */
                name: string;
                /** @enum {string} */
                status: "running" | "completed" | "failed" | "cancelled";
                /**
                 * Format: date-time
                 * Begin of what the answer is of.
                 */
                start_time: string;
                /**
                 * Format: date-time
                 * Its end; while it runs, the time of the answer.
                 */
                end_time: string;
                /** Milliseconds: from begin to end. */
                duration_ms: number;
                /** Spans that were read. */
                span_count: number;
                /** Whether the trace has more spans than were read, or a list was cut. */
                truncated: boolean;
                agent_or_workflow: ("agent" | "workflow") | null;
                error: {
                    type: string;
                    message: string;
                } | null;
                figures: components["schemas"]["ComparedFigures"];
            };
            b: {
                /** 32 hex digits. */
                trace_id: string;
                execution_id: string | null;
                /** Of that execution, else of the first span. */
                name: string;
                /** @enum {string} */
                status: "running" | "completed" | "failed" | "cancelled";
                /**
                 * Format: date-time
                 * Begin of what the answer is of.
                 */
                start_time: string;
                /**
                 * Format: date-time
                 * Its end; while it runs, the time of the answer.
                 */
                end_time: string;
                /** Milliseconds: from begin to end. */
                duration_ms: number;
                /** Spans that were read. */
                span_count: number;
                /** Whether the trace has more spans than were read, or a list was cut. */
                truncated: boolean;
                agent_or_workflow: ("agent" | "workflow") | null;
                error: {
                    type: string;
                    message: string;
                } | null;
                figures: components["schemas"]["ComparedFigures"];
            };
            difference: components["schemas"]["ComparedDifference"];
            structure: {
                /** Whether both have the same steps, each as often. */
                is_same: boolean;
                /** Steps in both. */
                in_both: number;
                /** Steps only in a. */
                only_a: number;
                /** Steps only in b. */
                only_b: number;
            };
            /** In the order of a, then what is only in b; at most 2,000. */
            steps: {
                /** Names from the root down. */
                path: string[];
                /** From 0. */
                depth: number;
                /**
                 * `span`: none of the steps of an agent.
                 * @enum {string}
                 */
                kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                /** @enum {string} */
                in: "a" | "b" | "both";
                a: components["schemas"]["ComparedFigures"] | null;
                b: components["schemas"]["ComparedFigures"] | null;
                difference: components["schemas"]["ComparedDifference"] | null;
            }[];
        };
        Bottlenecks: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            runs: {
                /** Runs whose spans were read: the newest of each agent and workflow. */
                read: number;
                /** Runs that began in the stretch (rounded to five minutes). */
                of: number;
                /** Runs that were chosen and have too many spans, or none that is stored. */
                left_out: number;
            };
            mean_ms: number | null;
            /** What costs the most time first. */
            steps: {
                /**
                 * `span`: none of the steps of an agent.
                 * @enum {string}
                 */
                kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                /** Of the step, tool or model; of an agent or workflow: its own time between steps. */
                name: string;
                /** Of the time of all runs; where some of an agent were read, they stand for all of it. */
                share: number;
                /** Milliseconds: on the critical paths of the runs read. */
                path_ms: number;
                /** Milliseconds: all that its spans took in these runs, on the path or not. */
                busy_ms: number;
                /** Milliseconds: mean on the path, of the runs in which it is on it. */
                mean_ms: number;
                /** Milliseconds: 95th percentile of the same. */
                p95_ms: number;
                /** Runs in which it is on the path. */
                runs: number;
                /** Agents and workflows of these runs, at most 10. */
                agents: string[];
                /** The execution that it cost the most time; GET /api/v1/traces/{id}/critical-path shows it. */
                example: string;
            }[];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        WorkflowGraph: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            runs: {
                /** Runs whose spans were read: the newest that have ended, 200 at most. */
                read: number;
                /** Runs that began in the stretch (rounded to five minutes). */
                of: number;
                /** Runs that were chosen and have too many spans, or none that is stored. */
                left_out: number;
            };
            mean_ms: number | null;
            /** By depth; of one depth what takes the most time first. 200 at most. */
            nodes: {
                /** Kinds and names from the workflow down to the step. */
                id: string;
                parent: string | null;
                /**
                 * `span`: none of the steps of an agent.
                 * @enum {string}
                 */
                kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                name: string;
                /** 0 is the workflow itself; five levels below it are told. */
                depth: number;
                /** How often it ran, tries and turns of loops included. */
                count: number;
                /** Runs in which it ran. */
                runs: number;
                /** How often it failed. */
                failed: number;
                /** Milliseconds: mean duration. */
                mean_ms: number;
                /** Milliseconds: 95th percentile of its duration. */
                p95_ms: number;
                /** Of the time of all runs: it and all within it, on the critical path. */
                share: number;
                /** The same without what is within it. */
                own_share: number;
                /** The execution in which it took longest. */
                example: string;
                failed_example: string | null;
            }[];
            edges: {
                /** A node. */
                from: string;
                /** A node. */
                to: string;
                /**
                 * next: it began once the other had ended. within: it was the first to begin within the other.
                 * @enum {string}
                 */
                kind: "next" | "within";
                /** How often. */
                count: number;
                /** How often what it leads to failed. */
                failed: number;
                /** Milliseconds: mean time from the end (within: from the begin) of the one to the begin of the other. */
                wait_ms: number;
            }[];
            /** Whether steps are left out. */
            truncated: boolean;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        ServiceMap: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            environment: string | null;
            /** Requests between services, databases, and agents that start agents are known from these only. */
            sample: {
                /** Traces that were read. */
                traces: number;
                /** Their spans. */
                spans: number;
                /** Calls of models and tools of which p95_ms is. */
                calls_for_p95: number;
            };
            nodes: {
                /** kind:name. */
                id: string;
                /** @enum {string} */
                kind: "service" | "agent" | "workflow" | "provider" | "model" | "tool" | "database";
                name: string;
                /**
                 * What the counts are of: everything in the stretch, or the sampled traces.
                 * @enum {string}
                 */
                of: "figures" | "sample";
                /** Calls, requests or runs. */
                calls: number;
                /** Of these, how many failed. */
                errors: number;
                error_rate: number | null;
                mean_ms: number | null;
            }[];
            edges: {
                /** Id of a node. */
                from: string;
                /** Id of a node. */
                to: string;
                /**
                 * What the counts are of: everything in the stretch, or the sampled traces.
                 * @enum {string}
                 */
                of: "figures" | "sample";
                /** Calls, requests or runs. */
                calls: number;
                /** Of these, how many failed. */
                errors: number;
                error_rate: number | null;
                mean_ms: number | null;
                p95_ms: number | null;
            }[];
            /** Whether edges were left out: the 500 with most calls are here. */
            truncated: boolean;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        Timeline: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            entries: {
                /**
                 * Format: date-time
                 * When; a call is at its begin.
                 */
                time: string;
                /**
                 * `mark`: what the hub found odd about an execution.
                 * @enum {string}
                 */
                type: "execution_start" | "execution_end" | "execution_error" | "execution_cancel" | "llm_call" | "tool_call" | "step_start" | "step_end" | "snapshot" | "log" | "alert" | "health_change" | "mark";
                /** One readable line. */
                title: string;
                /** @enum {string} */
                severity: "debug" | "info" | "warn" | "error" | "fatal";
                execution_id: string | null;
                trace_id: string | null;
                service: string | null;
                duration_ms: number | null;
            }[];
            /** With user or session: whether only their 1,000 newest executions were looked at. */
            truncated: boolean;
            next_cursor: string | null;
        };
        TimelineCounts: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            /**
             * Format: date-time
             * From here on all is counted: `from`, unless a table has more than 100,000 rows.
             */
            counted_from: string;
            /** Moments that were counted. */
            total: number;
            /** Into how many equal parts the stretch is divided. */
            parts: number;
            /** Types of which anything was. */
            types: {
                /** @enum {string} */
                type: "execution_start" | "execution_end" | "execution_error" | "execution_cancel" | "llm_call" | "tool_call" | "step_start" | "step_end" | "snapshot" | "log" | "alert" | "health_change" | "mark";
                /** Of this type. */
                count: number;
                /** Those of them whose severity is error or fatal. */
                failed: number;
                /** The parts in which anything was, in order. */
                filled: {
                    /** Which part of the stretch, from 0. */
                    part: number;
                    /** In this part. */
                    count: number;
                    /** Of severity error or fatal. */
                    failed: number;
                    /** Of severity warn. */
                    warned: number;
                }[];
            }[];
            /** With user or session: whether only their 1,000 newest executions were looked at. */
            truncated: boolean;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        ErrorAnswer: {
            error: {
                code: string;
                /** What was expected, what came, what to do. */
                message: string;
                where?: string;
            };
        };
        OtlpTraces: {
            /** As an ExportTraceServiceRequest has them. */
            resourceSpans: {
                [key: string]: unknown;
            }[];
        };
        OtlpLogs: {
            /** As an ExportLogsServiceRequest has them. */
            resourceLogs: {
                [key: string]: unknown;
            }[];
        };
        OtlpMetrics: {
            /** As an ExportMetricsServiceRequest has them. */
            resourceMetrics: {
                [key: string]: unknown;
            }[];
        };
        Overview: {
            status: {
                /**
                 * Of the executions that ended in the last hour; GET /api/observability/health has the parts.
                 * @enum {string}
                 */
                health: "healthy" | "degraded" | "critical";
                score: number;
                /** Of the hub. */
                version: string;
                /**
                 * Format: date-time
                 * Start of the hub.
                 */
                started_at: string;
                uptime_seconds: number;
                /**
                 * Of the integrations that are configured.
                 * @enum {string}
                 */
                integrations: "all_reachable" | "some_unreachable" | "none_configured";
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
            /** What this hub can do, and what it cannot and why. */
            capabilities: {
                /** As otlp_grpc. */
                name: string;
                available: boolean;
                /** Where it is, or the setting that would bring it. */
                detail: string;
            }[];
            /** The newest ten executions that no other began. */
            recent_traces: {
                /** 32 hex digits. */
                trace_id: string;
                /** 48 hex digits. */
                execution_id: string;
                /** Of the agent or workflow. */
                name: string;
                kind: string;
                service: string;
                status: string;
                /**
                 * Format: date-time
                 * When it began.
                 */
                started_at: string;
                duration_ms: number | null;
            }[];
            integrations: {
                /** @enum {string} */
                name: "jaeger" | "prometheus" | "loki" | "grafana" | "alertmanager" | "collector";
                /** Whether a setting says where it is. */
                configured: boolean;
                reachable: boolean | null;
                url: string | null;
                page: string | null;
                version: string | null;
                latency_ms: number | null;
                checked_at: string | null;
                error: string | null;
            }[];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        FailedExecution: {
            /** The execution that failed. */
            id: string;
            /** The execution in which it failed first: this one, or one within it. */
            origin_id: string;
            /** @enum {string} */
            kind: "agent" | "workflow";
            /** Name of the agent or workflow. */
            name: string;
            /** service.name of its sender. */
            service: string;
            version: string | null;
            user_id: string | null;
            session_id: string | null;
            step: string | null;
            /** What the error of the cause said, at most 1,000 characters. */
            message: string;
            /**
             * Format: date-time
             * Start.
             */
            started_at: string;
            /**
             * Format: date-time
             * End.
             */
            ended_at: string;
        };
        FailureGroup: {
            /** 16 hex digits, the same for all failures of this cause, now and later. */
            fingerprint: string;
            /** Type of the error of the innermost failure. */
            error_type: string;
            /** What the newest one said. */
            message: string;
            /** The same without what differs between them, marked <*>. */
            normalised_message: string;
            step: string | null;
            /** Failures; an execution and those around it that it failed count once. */
            count: number;
            share: number | null;
            /** Executions that failed, those around the first one too. */
            affected_executions: number;
            /** Different users of these. */
            affected_users: number;
            /** Different sessions of these. */
            affected_sessions: number;
            /** Agents and workflows, the most frequent first, at most 10. */
            agents: {
                /** Name. */
                name: string;
                /** Executions of it that failed. */
                executions: number;
            }[];
            /** Services, the most frequent first, at most 10. */
            services: {
                /** Name. */
                name: string;
                /** Executions of it that failed. */
                executions: number;
            }[];
            /** Versions, the most frequent first, at most 10. */
            versions: {
                /** Name. */
                name: string;
                /** Executions of it that failed. */
                executions: number;
            }[];
            /**
             * Format: date-time
             * First end within the stretch.
             */
            first_in_stretch: string;
            /**
             * Format: date-time
             * Last end within the stretch.
             */
            last_in_stretch: string;
            /**
             * Format: date-time
             * First of all that is kept, whatever the filter.
             */
            first_seen: string;
            /**
             * Format: date-time
             * Last of all that is kept, whatever the filter.
             */
            last_seen: string;
            /** Executions in the stretch of the same length before, whatever the filter. */
            executions_before: number;
            /** Never seen before the stretch, in what is kept. */
            is_new: boolean;
            /** Not in the stretch before, but earlier. */
            is_back: boolean;
            /** All buckets of the stretch, of `bucket_seconds`. */
            trend: {
                /**
                 * Format: date-time
                 * Begin of the bucket.
                 */
                start: string;
                /** Failures. */
                count: number;
            }[];
            /** The newest, one of each failure. */
            newest: components["schemas"]["FailedExecution"][];
        };
        FailureGroups: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            /** Failures that ended within the stretch. */
            total: number;
            /** Executions that failed by these. */
            executions: number;
            /** Groups that these make. */
            group_count: number;
            /** Of these, those that a hub without failure groups folded; they are in no group. */
            ungrouped_executions: number;
            /** Length of a bucket of the trends. */
            bucket_seconds: number;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
            /** Those with the most failures first. */
            groups: components["schemas"]["FailureGroup"][];
        };
        FailureGroupDetail: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            /** Failures that ended within the stretch. */
            total: number;
            /** Executions that failed by these. */
            executions: number;
            /** Groups that these make. */
            group_count: number;
            /** Of these, those that a hub without failure groups folded; they are in no group. */
            ungrouped_executions: number;
            /** Length of a bucket of the trends. */
            bucket_seconds: number;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
            group: components["schemas"]["FailureGroup"];
        };
        StuckExecution: {
            /** The execution. */
            id: string;
            parent_id: string | null;
            /** @enum {string} */
            kind: "agent" | "workflow";
            /** Name of the agent or workflow. */
            name: string;
            /** service.name of its sender. */
            service: string;
            environment: string | null;
            user_id: string | null;
            session_id: string | null;
            /**
             * Format: date-time
             * Start.
             */
            started_at: string;
            /**
             * Format: date-time
             * Last sign of life of it or of an execution within it.
             */
            last_event_at: string;
            /** Since then. */
            silent_seconds: number;
            heartbeat_at: string | null;
            /** The silence that is expected at most. */
            expected_seconds: number;
            /**
             * own_p99: 99 % of the last well ended runs of it took no longer; timeout_share: half of OBSERVATORY_EXECUTION_TIMEOUT.
             * @enum {string}
             */
            expected_by: "own_p99" | "timeout_share";
            /** Runs that the expectation is of; 0 for a share of the timeout. */
            samples: number;
            step: {
                /** The step that it is in: the last one that began and has no end. */
                name: string;
                /** Its kind: llm, tool, step … */
                kind: string;
                /**
                 * Format: date-time
                 * Its start.
                 */
                since: string;
            } | null;
        };
        StuckExecutions: {
            /**
             * Format: date-time
             * Begin of the stretch that the abandoned ones are of.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            /** Executions that run now. */
            running: number;
            /** Of these, those that are silent for longer than expected; without those around another such one. */
            stuck_count: number;
            /** Those that are silent longest first, at most `limit`. */
            stuck: components["schemas"]["StuckExecution"][];
            /** Executions that ended within the stretch as abandoned. */
            abandoned_count: number;
            /** The newest, at most `limit`. */
            abandoned: components["schemas"]["FailedExecution"][];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        ResourceTrend: {
            /** The newest value. */
            now: number;
            mean: number;
            max: number;
            slope_per_hour: number | null;
            /** Values that these are of. */
            samples: number;
            /** Earliest first, `step_seconds` apart where nothing is missing. */
            points: {
                /**
                 * Format: date-time
                 * Of the value.
                 */
                time: string;
                value: number;
            }[];
        };
        ServiceResources: {
            /** service.name. */
            service: string;
            /**
             * Of its processes, or of the machines that its metrics are of.
             * @enum {string}
             */
            scope: "process" | "host";
            /**
             * Who knows it.
             * @enum {string}
             */
            source: "store" | "prometheus";
            cpu_cores: components["schemas"]["ResourceTrend"] | null;
            memory_bytes: components["schemas"]["ResourceTrend"] | null;
            disk_read_bytes_per_second: components["schemas"]["ResourceTrend"] | null;
            disk_write_bytes_per_second: components["schemas"]["ResourceTrend"] | null;
            network_receive_bytes_per_second: components["schemas"]["ResourceTrend"] | null;
            network_transmit_bytes_per_second: components["schemas"]["ResourceTrend"] | null;
        };
        Resources: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            /** Between two values; a rate is over that time. */
            step_seconds: number;
            /** Who was asked; the first that knows a service answers for it. */
            sources: {
                /** @enum {string} */
                name: "store" | "prometheus";
                /** Services that it knows of. */
                services: number;
                fault: string | null;
            }[];
            /** By name, at most 200. */
            services: components["schemas"]["ServiceResources"][];
            /** Services beyond these. */
            services_left_out: number;
            hub: components["schemas"]["ServiceResources"] | null;
            reason: string | null;
            /** What no service of a scope has. */
            missing: {
                /** @enum {string} */
                scope: "process" | "host";
                /** @enum {string} */
                resource: "cpu_cores" | "memory_bytes" | "disk_read_bytes_per_second" | "disk_write_bytes_per_second" | "network_receive_bytes_per_second" | "network_transmit_bytes_per_second";
                /** Why. */
                why: string;
            }[];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        Evaluation: {
            /** Of the record. */
            id: string;
            /**
             * Format: date-time
             * When it was judged.
             */
            time: string;
            /** What was judged, such as relevance; user_feedback unless a user names it. */
            name: string;
            score: number | null;
            label: string | null;
            explanation: string | null;
            source: string | null;
            user_id: string | null;
            /** Who sent it. */
            service: string;
            trace_id: string | null;
            span_id: string | null;
            execution_id: string | null;
            agent: string | null;
        };
        EvaluationList: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            evaluations: components["schemas"]["Evaluation"][];
            next_cursor: string | null;
        };
        EvaluationSummary: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            /** Evaluations that this is made of, those of the stretch before included. */
            considered: number;
            /** Whether older ones were left out, as there are more than 50,000. */
            truncated: boolean;
            /** Length of a point of the trends. */
            bucket_seconds: number;
            /** At most 500, those with most evaluations first. */
            groups: {
                group: string | null;
                /** Of the evaluation: those of different names are never mixed. */
                name: string;
                /** Evaluations. */
                count: number;
                /** Of these, how many have a score. */
                scored: number;
                mean: number | null;
                min: number | null;
                max: number | null;
                /** Tenths from 0 to 1, 1 itself in the last, and what lies outside. Those without any are left out. */
                distribution: {
                    from: number | null;
                    to: number | null;
                    /** Evaluations. */
                    count: number;
                }[];
                /** The twenty most frequent. */
                labels: {
                    /** Label. */
                    label: string;
                    /** Evaluations. */
                    count: number;
                }[];
                /** Points without any are left out. */
                trend: {
                    /**
                     * Format: date-time
                     * Begin of the point.
                     */
                    time: string;
                    /** Evaluations. */
                    count: number;
                    mean: number | null;
                }[];
                /** Of the stretch of the same length before. */
                before: {
                    /** Evaluations. */
                    count: number;
                    mean: number | null;
                };
                change: number | null;
            }[];
            /** Whether there are more groups. */
            groups_truncated: boolean;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        AgentSummary: {
            /** Name. */
            agent: string;
            /** @enum {string} */
            kind: "agent" | "workflow";
            /** Services that ran it. */
            services: string[];
            /** Where it ran, as far as its services say it. */
            environments: string[];
            /** Versions, at most 20; since details_from. */
            versions: string[];
            /** Executions that began in the stretch. */
            executions: number;
            /** How many run now; since details_from. */
            running: number;
            /** Of these, how many ended well. */
            completed: number;
            /** Of these, how many failed. */
            failed: number;
            /** Of these, how many were cancelled. */
            cancelled: number;
            error_rate: number | null;
            mean_duration_ms: number | null;
            p50_duration_ms: number | null;
            p95_duration_ms: number | null;
            /** Of its own calls of models; cached tokens included. */
            input_tokens: number;
            /** Of its own calls of models. */
            output_tokens: number;
            cost_usd: number | null;
            /** Calls of models that have no price and are not in the cost. */
            unpriced_calls: number;
            /** Different sessions, conversations where none is said; since details_from. */
            sessions: number;
            /** Different users; since details_from. */
            users: number;
            last_seen: string | null;
            /**
             * By the score: healthy from 80, degraded from 60, critical below.
             * @enum {string}
             */
            status: "healthy" | "degraded" | "critical";
            /** 100 where nothing ended. */
            score: number;
            /**
             * Of the score; steady where nothing ended before.
             * @enum {string}
             */
            trend: "up" | "down" | "steady";
            /** The same of the stretch of the same length before. */
            before: {
                /** Executions. */
                executions: number;
                error_rate: number | null;
                mean_duration_ms: number | null;
                cost_usd: number | null;
                score: number | null;
            };
            /** At most 25 parts of the stretch, all of one length and by time; also those without any. */
            course: {
                /** Began. */
                executions: number;
                /** Of these, failed. */
                failed: number;
            }[];
        };
        AgentList: {
            /**
             * Format: date-time
             * Begin of the stretch: executions count that began in it.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            /**
             * Format: date-time
             * Users, sessions, versions, percentiles, errors and what runs are of this part: seven days at most.
             */
            details_from: string;
            agents: components["schemas"]["AgentSummary"][];
            /** Agents and workflows, of all pages. */
            total: number;
            next_cursor: string | null;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        AgentDetail: {
            /**
             * Format: date-time
             * Begin of the stretch: executions count that began in it.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            /**
             * Format: date-time
             * Users, sessions, versions, percentiles, errors and what runs are of this part: seven days at most.
             */
            details_from: string;
            agent: components["schemas"]["AgentSummary"];
            models: {
                provider: string | null;
                /** Name. */
                model: string;
                /** Calls that began in the stretch. */
                calls: number;
                /** Of these, how many failed. */
                failed: number;
                error_rate: number | null;
                mean_duration_ms: number | null;
                /** Of its own calls of models; cached tokens included. */
                input_tokens: number;
                /** Of its own calls of models. */
                output_tokens: number;
                cost_usd: number | null;
                /** Calls of models that have no price and are not in the cost. */
                unpriced_calls: number;
            }[];
            tools: {
                /** Name. */
                tool: string;
                /** Calls that began in the stretch. */
                calls: number;
                /** Of these, how many failed. */
                failed: number;
                error_rate: number | null;
                mean_duration_ms: number | null;
            }[];
            error_types: {
                /** error.type; unknown where none was given. */
                type: string;
                /** Executions that failed so since details_from. */
                count: number;
                /**
                 * Format: date-time
                 * When the last of them began.
                 */
                last_seen: string;
            }[];
            /** Length of a point of the series. */
            bucket_seconds: number;
            /** Points without anything are left out. */
            series: {
                /**
                 * Format: date-time
                 * Begin of the point.
                 */
                time: string;
                /** Began. */
                executions: number;
                /** Of these, failed. */
                failed: number;
                error_rate: number | null;
                mean_duration_ms: number | null;
                p50_duration_ms: number | null;
                p95_duration_ms: number | null;
                /** Of its own calls of models; cached tokens included. */
                input_tokens: number;
                /** Of its own calls of models. */
                output_tokens: number;
                cost_usd: number | null;
                /** Calls of models that have no price and are not in the cost. */
                unpriced_calls: number;
            }[];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        UserSummary: {
            /** As the service sends it. */
            user_id: string;
            /** Executions that began in the stretch. */
            executions: number;
            /** Of these, how many run now. */
            running: number;
            /** Of these, how many ended well. */
            completed: number;
            /** Of these, how many failed. */
            failed: number;
            /** Of these, how many were cancelled. */
            cancelled: number;
            error_rate: number | null;
            mean_duration_ms: number | null;
            /** Of its own calls of models; cached tokens included. */
            input_tokens: number;
            /** Of its own calls of models. */
            output_tokens: number;
            cost_usd: number | null;
            /** Calls of models that have no price and are not in the cost. */
            unpriced_calls: number;
            /** Calls of models. */
            llm_calls: number;
            /** Names of agents, at most 20. */
            agents: string[];
            /** Different agents. */
            agent_count: number;
            /**
             * Format: date-time
             * Begin of the first execution.
             */
            started_at: string;
            /**
             * Format: date-time
             * Last sign of life.
             */
            last_activity_at: string;
            /** Different sessions, conversations where none is said. */
            sessions: number;
        };
        SessionSummary: {
            /** session.id; gen_ai.conversation.id where no session is said. */
            session_id: string;
            /**
             * Which of the two it is.
             * @enum {string}
             */
            source: "session" | "conversation";
            /** Executions that began in the stretch. */
            executions: number;
            /** Of these, how many run now. */
            running: number;
            /** Of these, how many ended well. */
            completed: number;
            /** Of these, how many failed. */
            failed: number;
            /** Of these, how many were cancelled. */
            cancelled: number;
            error_rate: number | null;
            mean_duration_ms: number | null;
            /** Of its own calls of models; cached tokens included. */
            input_tokens: number;
            /** Of its own calls of models. */
            output_tokens: number;
            cost_usd: number | null;
            /** Calls of models that have no price and are not in the cost. */
            unpriced_calls: number;
            /** Calls of models. */
            llm_calls: number;
            /** Names of agents, at most 20. */
            agents: string[];
            /** Different agents. */
            agent_count: number;
            /**
             * Format: date-time
             * Begin of the first execution.
             */
            started_at: string;
            /**
             * Format: date-time
             * Last sign of life.
             */
            last_activity_at: string;
            /** Executions that no other one of the session started. */
            turns: number;
            /** From the first begin to the last sign of life. */
            duration_ms: number;
            /** User ids, at most 20. */
            users: string[];
            /** Different users. */
            user_count: number;
        };
        UserList: {
            /**
             * Format: date-time
             * Begin of the stretch: executions count that began in it.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            users: components["schemas"]["UserSummary"][];
            next_cursor: string | null;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        SessionList: {
            /**
             * Format: date-time
             * Begin of the stretch: executions count that began in it.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            sessions: components["schemas"]["SessionSummary"][];
            next_cursor: string | null;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        UserDetail: {
            /**
             * Format: date-time
             * Begin of the stretch: executions count that began in it.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            user: components["schemas"]["UserSummary"];
            /** Those that ran most first, at most 100. */
            agents: {
                /** Name. */
                agent: string;
                /** @enum {string} */
                kind: "agent" | "workflow";
                /** Executions. */
                executions: number;
                /** Of these, failed. */
                failed: number;
                cost_usd: number | null;
                /** Calls of models that have no price and are not in the cost. */
                unpriced_calls: number;
            }[];
            /** The newest 50, as far as they are of this user. */
            sessions: components["schemas"]["SessionSummary"][];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        SessionDetail: {
            /**
             * Format: date-time
             * Begin of the stretch: executions count that began in it.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            session: components["schemas"]["SessionSummary"];
            /** Those that ran most first, at most 100. */
            agents: {
                /** Name. */
                agent: string;
                /** @enum {string} */
                kind: "agent" | "workflow";
                /** Executions. */
                executions: number;
                /** Of these, failed. */
                failed: number;
                cost_usd: number | null;
                /** Calls of models that have no price and are not in the cost. */
                unpriced_calls: number;
            }[];
            /** Its executions by their start, at most 500. */
            runs: components["schemas"]["ExecutionSummary"][];
            /** Of these runs, at most 500. */
            evaluations: components["schemas"]["Evaluation"][];
            /** Lists that are cut. */
            truncated: ("runs" | "evaluations")[];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        Anomaly: {
            /** What was out of the usual: a name of docs/hub-predictions.md. */
            metric: string;
            /** What the metric is. */
            meaning: string;
            /** Of `observed`, `expected`, `low` and `high`. */
            unit: string;
            /** An agent, a model, or a model as an agent calls it; all null: the whole fleet. */
            subject: {
                agent: string | null;
                provider: string | null;
                model: string | null;
            };
            /**
             * spike, drop: of counts; rise: of durations, tokens, cost; error_spike: of shares of failures.
             * @enum {string}
             */
            kind: "spike" | "drop" | "rise" | "error_spike";
            /**
             * Format: date-time
             * Begin of the first hour that was out of the usual.
             */
            start: string;
            end: string | null;
            ended: ("returned" | "learned") | null;
            /** In the hour, or on average of the hours judged together, that was farthest out. */
            observed: number;
            /** What was usual then. */
            expected: number;
            low: number | null;
            high: number | null;
            /** Deviations from what was expected ÷ deviations of the edge of the band: 1 is the edge. */
            score: number;
            /**
             * warning from a score of 1.5, critical from 3.
             * @enum {string}
             */
            severity: "info" | "warning" | "critical";
            /** Hours that what was expected was learned from. */
            samples: number;
            /**
             * What those hours were; the first needs two weeks of history.
             * @enum {string}
             */
            method: "hour_of_week" | "hour_of_day" | "recent_hours";
        };
        AnomalyReport: {
            /** ENABLE_ANOMALY_DETECTION. */
            enabled: boolean;
            reason: string | null;
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            since: string;
            /**
             * Format: date-time
             * End of the newest hour that was judged.
             */
            until: string;
            /** Hours are judged; the newest one ends at `until`. */
            resolution_seconds: number;
            /** Agents and models that were judged. */
            judged: number;
            /** Agents and models beyond the most that are judged: those with the fewest runs or calls. */
            left_out: number;
            /** Anomalies found. */
            total: number;
            /** The farthest out first, at most 200. */
            anomalies: components["schemas"]["Anomaly"][];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        Forecast: {
            /**
             * load: executions that begin; failures: those of them that fail; cost: US dollars of what is priced; tokens: input and output; disk: size of the database.
             * @enum {string}
             */
            metric: "load" | "failures" | "cost" | "tokens" | "disk";
            /** @enum {string} */
            horizon: "1h" | "24h" | "7d" | "30d";
            agent: string | null;
            /** @enum {string} */
            unit: "executions" | "US dollars" | "tokens" | "bytes";
            /**
             * Format: date-time
             * Begin of the horizon.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            predicted: number | null;
            low: number | null;
            high: number | null;
            /** Steps (hours or days) that it was learned from. */
            samples: number;
            method: ("seasonal" | "trend" | "mean") | null;
            reason: string | null;
            /** The sum, step by step; of disk how much it grows in each. */
            steps: number[];
            /** Of each step half of its own interval, in which the truth lies in nine of ten cases. */
            step_half_widths: number[];
            /** The days up to `from`, the newest last, 28 at most; null where nothing is known of one. Of the hour from now on, and of disk, none. */
            past: (number | null)[];
            /** Length of a step. */
            step_seconds: number;
            current: number | null;
            /** Of disk: what the database may grow to; else empty. */
            limits: {
                /**
                 * A setting, or what is free on the disk now.
                 * @enum {string}
                 */
                limit: "OBSERVATORY_MAX_DATABASE_BYTES" | "disk";
                /** Size of the database at which it is reached. */
                bytes: number;
                reached_at: string | null;
                earliest_at: string | null;
            }[];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        Analytics: {
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
            agent: string | null;
            /** Executions, calls of models and calls of tools that began in the stretch. */
            total_events: number;
            /** Those of them that failed. */
            error_events: number;
            error_rate: number | null;
            /** Executions that began in the stretch. */
            executions: number;
            execution_failure_rate: number | null;
            /** Agents of which an execution began in the stretch. */
            active_agents: number;
            /** Sessions of the executions that `response_times` is of. */
            active_sessions: number;
            average_response_ms: number | null;
            /** Alerts that fire now; with `agent` those with that label. */
            alerts_firing: number;
            /** Of `event_volume`: an hour, or a day above two weeks. */
            bucket_seconds: number;
            event_volume: {
                /**
                 * Format: date-time
                 * Begin of the bucket (UTC).
                 */
                time: string;
                /** Events that began in it. */
                events: number;
                /** Those of them that failed. */
                errors: number;
                error_rate: number | null;
            }[];
            /** Of single executions. */
            response_times: {
                /** The newest executions of the stretch, at most 100,000. */
                executions: number;
                since: string | null;
                p50_ms: number | null;
                p95_ms: number | null;
                p99_ms: number | null;
                /** Of `over_time`: a minute up to half an hour, then more. */
                bucket_seconds: number;
                /** Each bucket of the stretch, at most about 150. */
                over_time: {
                    /**
                     * Format: date-time
                     * Begin of the bucket (UTC).
                     */
                    time: string;
                    /** Executions that began in it and ended. */
                    executions: number;
                    p50_ms: number | null;
                    p95_ms: number | null;
                    p99_ms: number | null;
                }[];
                distribution: {
                    /** Took so long … */
                    from_ms: number;
                    to_ms: number | null;
                    /** Executions that ended. */
                    executions: number;
                }[];
            };
            /** Those with the most events first, at most 100. */
            agents: {
                agent: string;
                /** Its executions, calls of models and calls of tools. */
                events: number;
                /** Those of them that failed. */
                errors: number;
                error_rate: number | null;
                /** Its executions. */
                executions: number;
                average_response_ms: number | null;
                /** Its sessions, of the executions that `response_times` is of. */
                sessions: number;
                /**
                 * By the score.
                 * @enum {string}
                 */
                status: "healthy" | "degraded" | "critical";
                /** As of the health of the fleet: from success (completed ÷ ended), failures and duration. */
                score: number;
            }[];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        MemoryRecord: {
            /** Whose memory it is. */
            agent: string;
            /** gen_ai.memory.store.id; `default` where a span gives none. */
            store: string;
            /** gen_ai.memory.record.id. */
            record: string;
            /** What it holds; null where that was not sent, or is larger than 64 KiB. */
            content: unknown;
            metadata: {
                [key: string]: unknown;
            } | null;
            execution_id: string | null;
            /**
             * Format: date-time
             * When it was first told of.
             */
            created_at: string;
            /**
             * Format: date-time
             * When it last changed. It goes when RETENTION_DAYS have passed since then.
             */
            updated_at: string;
        };
        MemoryList: {
            /** Those that changed last first. */
            records: components["schemas"]["MemoryRecord"][];
            next_cursor: string | null;
        };
        Workflow: {
            /** gen_ai.workflow.name. */
            name: string;
            /** What was given by PUT; null where nothing was. */
            definition: unknown;
            defined_at: string | null;
            first_seen_at: string | null;
            last_seen_at: string | null;
            /** Of the stretch. */
            runs: {
                /** Runs that began in the stretch. */
                executions: number;
                /** Of these, how many ended well. */
                completed: number;
                /** Of these, how many failed. */
                failed: number;
                /** Of these, how many were cancelled. */
                cancelled: number;
                error_rate: number | null;
                mean_duration_ms: number | null;
                /** Of the calls of models within it, those of its agents included. */
                input_tokens: number;
                /** The same. */
                output_tokens: number;
                cost_usd: number | null;
                /** Calls of models that have no price and are not in the cost. */
                unpriced_calls: number;
            };
        };
        WorkflowAnswer: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            workflow: components["schemas"]["Workflow"];
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        WorkflowList: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            /** By name; definitions are left out (null). */
            workflows: components["schemas"]["Workflow"][];
            next_cursor: string | null;
            /**
             * Format: date-time
             * When this was found; the header Age says how long ago.
             */
            computed_at: string;
        };
        SnapshotAnswer: {
            snapshot: components["schemas"]["Snapshot"];
            previous: number | null;
            next: number | null;
        };
        SnapshotDifference: {
            from: components["schemas"]["Snapshot"];
            to: components["schemas"]["Snapshot"];
            changes: {
                /** @enum {string} */
                op: "add" | "remove" | "replace";
                /** JSON Pointer (RFC 6901). */
                path: string;
                /** Of add and replace. */
                value?: unknown;
                /** Of remove and replace: what was there, where that can be told. */
                before?: unknown;
            }[] | null;
            change_count: number | null;
            /** Whether changes were left out, above 1,000 or 1 MiB. */
            truncated: boolean;
            /** Snapshots after the first up to the second, at most 1,000: what lies between. */
            steps: {
                /** Of the snapshot. */
                sequence: number;
                /**
                 * Format: date-time
                 * When.
                 */
                time: string;
                step: string | null;
            }[];
        };
        AlertRule: {
            /** Of the rule and its alerts. */
            name: string;
            /** What is looked at. */
            condition: string;
            threshold: number;
            /** As 5m, 1h or 1d. */
            window: string;
            enabled: boolean;
            /** @enum {string} */
            severity: "critical" | "warning" | "info";
            /** How long it must hold. */
            for: string;
            /** How long it goes on to fire. */
            keep_firing_for: string;
            statistic: ("avg" | "p50" | "p95" | "p99" | "max") | null;
            metric: string | null;
            filter: {
                [key: string]: unknown;
            };
            group_by: ("agent" | "workflow" | "service" | "environment" | "provider" | "model" | "user" | "session") | null;
            /** What the window must hold. */
            min_events: number;
            /** For people. */
            description: string;
            runbook_url: string | null;
            /**
             * Who made it; those that are not of users are in every project.
             * @enum {string}
             */
            origin: "default" | "built_in" | "user";
            /** Whether somebody changed a rule that every project has. */
            changed: boolean;
            /**
             * Nobody: ENABLE_ALERTS is off.
             * @enum {string}
             */
            evaluated_by: "hub" | "prometheus" | "nobody";
            created_at: string | null;
            updated_at: string | null;
            updated_by: string | null;
            state: ("ok" | "pending" | "firing" | "unknown") | null;
            value: number | null;
            evaluated_at: string | null;
            reason: string | null;
            groups: {
                /** Value of group_by, or name of a budget; empty without groups. */
                key: string;
                /** @enum {string} */
                state: "ok" | "pending" | "firing";
                value: number | null;
                since: string | null;
            }[];
            /** Groups beyond the most that are looked at. */
            groups_left_out: number;
        };
        AlertRuleList: {
            rules: components["schemas"]["AlertRule"][];
        };
        RulePreview: {
            /**
             * Format: date-time
             * Begin of the stretch.
             */
            from: string;
            /**
             * Format: date-time
             * Its end.
             */
            to: string;
            /** Between two evaluations. */
            step_seconds: number;
            /** How often it would have fired. */
            times_fired: number;
            /** How long, of all groups together. */
            firing_seconds: number;
            /** The first 500. */
            firings: {
                /** Empty without groups. */
                group: string;
                /**
                 * Format: date-time
                 * When it would have begun.
                 */
                from: string;
                to: string | null;
                seconds: number;
                /** The largest value within. */
                peak: number;
            }[];
            /** The largest value of all groups in each part of the stretch, of 300 at most. */
            points: {
                /**
                 * Format: date-time
                 * Its last evaluation.
                 */
                time: string;
                value: number | null;
            }[];
            /** Groups that were gone through, of 100 at most. */
            groups: number;
            /** Groups beyond, with the fewest events. */
            groups_left_out: number;
        };
        Silence: {
            /** Of the silence. */
            id: string;
            /**
             * Where it was made; one of Alertmanager is ended there.
             * @enum {string}
             */
            source: "hub" | "alertmanager";
            /** @enum {string} */
            status: "pending" | "active" | "expired";
            matchers: {
                name: string;
                value: string;
                is_regex: boolean;
                is_equal: boolean;
            }[];
            /**
             * Format: date-time
             * Begin.
             */
            starts_at: string;
            /**
             * Format: date-time
             * End; where it was ended by hand, then.
             */
            ends_at: string;
            /** Why. */
            comment: string;
            /** Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * When.
             */
            created_at: string;
            ended_by: string | null;
            alertmanager_id: string | null;
        };
        SilenceList: {
            silences: components["schemas"]["Silence"][];
            /** Why those that were made in Alertmanager itself are not among them. */
            note?: string;
        };
        SavedView: {
            /** In the address of the view. */
            id: string;
            /** As people call it. */
            name: string;
            /** Page of the console, as executions. */
            page: string;
            /** The query of the page's address. */
            search: string;
            /**
             * Format: date-time
             * When it was made.
             */
            created_at: string;
            /** Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * When it was changed last; a change names it.
             */
            updated_at: string;
            /** Who changed it last. */
            updated_by: string;
        };
        SavedViewList: {
            /** By name. */
            views: components["schemas"]["SavedView"][];
        };
        Board: {
            /** In the address of the board. */
            id: string;
            /** As people call it. */
            name: string;
            /** What it is for; may be empty. */
            description: string;
            range: string | null;
            /** In their order. */
            panels: {
                /** Different in each panel of a board. */
                id: string;
                /** Which panel it is: a word that the console knows. */
                panel: string;
                /** In place of the panel's own. */
                title?: string;
                /** Columns of four. */
                width: number;
                /** What the panel is asked for. */
                options: {
                    [key: string]: string | number | boolean;
                };
            }[];
            /**
             * Format: date-time
             * When it was made.
             */
            created_at: string;
            /** Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * When it was changed last; a change names it.
             */
            updated_at: string;
            /** Who changed it last. */
            updated_by: string;
        };
        BoardSummary: {
            /** In the address of the board. */
            id: string;
            /** As people call it. */
            name: string;
            /** What it is for; may be empty. */
            description: string;
            range: string | null;
            /** How many it has. */
            panels: number;
            /**
             * Format: date-time
             * When it was made.
             */
            created_at: string;
            /** Who made it. */
            created_by: string;
            /**
             * Format: date-time
             * When it was changed last; a change names it.
             */
            updated_at: string;
            /** Who changed it last. */
            updated_by: string;
        };
        BoardList: {
            /** By name. */
            boards: components["schemas"]["BoardSummary"][];
        };
        SqlAnswer: {
            columns: {
                name: string;
                /** As PostgreSQL calls it: text, bigint, timestamptz … */
                type: string;
            }[];
            /** Values in the order of the columns. Times are ISO 8601; JSON, arrays, and numbers that JSON cannot hold are texts. */
            rows: unknown[][];
            /** There are more rows than these. */
            truncated: boolean;
            /** From the connection to the last row. */
            elapsed_ms: number;
            /** Those that were read, of events, alerts, traces, executions, calls, evaluations. */
            views: string[];
        };
        Retention: {
            /** RETENTION_DAYS: nothing is kept for longer. */
            retention_days: number;
            kinds: {
                kind: string;
                /** The setting that says how long. */
                setting: string;
                kept_hours: number;
                oldest_day: string | null;
                /** On disk, indexes included. */
                bytes: number;
                next_drop_at: string | null;
            }[];
        };
        RedactionRule: {
            name: string;
            pattern: string;
            replacement: string;
            kinds: string[] | null;
            keys: string[] | null;
            enabled: boolean;
            /**
             * Format: date-time
             * When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * When it was changed last.
             */
            updated_at: string;
        };
        RedactionRuleList: {
            rules: components["schemas"]["RedactionRule"][];
        };
        RedactionTest: {
            /** What would be stored. */
            stored: unknown;
            matches: {
                /** `secrets` is what each hub looks for. */
                rule: string;
                count: number;
            }[];
        };
        Erasure: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            state: "collecting" | "deleting" | "checking" | "done";
            /** A keyed hash of the id, the same for each erasure of this user. */
            user_hash: string;
            /** Rows that are gone, by kind. */
            deleted: {
                executions: number;
                spans: number;
                events: number;
                logs: number;
                evaluations: number;
                calls: number;
                snapshots: number;
                memory: number;
                heartbeats: number;
                alerts: number;
                metric_series: number;
                budgets: number;
            };
            /** Traces that are still to be deleted. */
            waiting_traces: number;
            requested_by: string;
            /**
             * Format: date-time
             * What came before is deleted.
             */
            requested_at: string;
            finished_at: string | null;
            /** What becomes of the user in other stores, in words. */
            elsewhere: {
                loki: string;
                jaeger: string;
                prometheus: string;
                backups: string;
            };
        };
        ErasureList: {
            erasures: components["schemas"]["Erasure"][];
            next_cursor: string | null;
        };
        /** The ways to sign in. */
        LoginOptions: {
            /** Whether a key signs in; false where the hub asks nobody who they are. */
            key: boolean;
            provider: null | {
                /** As the button calls it. */
                name: string;
                /** Where sign-in begins; takes `return_to`, a path of the page. */
                url: string;
            };
            /** Whom to ask for a role. */
            contact: string | null;
        };
        SignedOut: {
            /** Where the browser signs out at the provider, too; null where there is nothing to go to. */
            provider_url: string | null;
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
            query?: {
                /** Comma list of running, completed, failed, cancelled. */
                status?: string;
                kind?: "agent" | "workflow";
                /** Name of the agent or workflow, exact. */
                name?: string;
                /** Text in name, operation, error, service, user, session or task, or the beginning of an id. */
                q?: string;
                /** Leave out executions that another one started. */
                roots?: boolean;
                /** In the query language of docs/hub-search.md, as `status:failed agent:planner duration:>5s`. */
                query?: string;
                /** Began then or later, as 2026-01-02T03:04:05Z. */
                from?: string;
                /** Began before then. */
                to?: string;
                /** In place of `from`: minutes up to `to`, or to now. */
                minutes?: number;
                /** Service, exact. */
                service?: string;
                /** Environment, exact. */
                environment?: string;
                /** Id of the user, exact. */
                user?: string;
                /** Id of the session, exact. */
                session?: string;
                /** Name of the workflow, exact: executions of workflows alone. */
                workflow?: string;
                /** A model that it, or an execution within it, used; exact. */
                model?: string;
                /** `started`, the newest first, unless given; else the longest, dearest or largest first, of the last 24 hours unless the time is given. */
                sort?: "started" | "duration" | "cost" | "tokens";
                limit?: number;
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
                        /** What was not searched, since content is encrypted, or is no longer kept. */
                        note?: string;
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
            422: {
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
    countExecutions: {
        parameters: {
            query?: {
                /** Comma list of running, completed, failed, cancelled. */
                status?: string;
                kind?: "agent" | "workflow";
                /** Name of the agent or workflow, exact. */
                name?: string;
                /** Text in name, operation, error, service, user, session or task, or the beginning of an id. */
                q?: string;
                /** Leave out executions that another one started. */
                roots?: boolean;
                /** In the query language of docs/hub-search.md, as `status:failed agent:planner duration:>5s`. */
                query?: string;
                /** Began then or later, as 2026-01-02T03:04:05Z. */
                from?: string;
                /** Began before then. */
                to?: string;
                /** In place of `from`: minutes up to `to`, or to now. */
                minutes?: number;
                /** Service, exact. */
                service?: string;
                /** Environment, exact. */
                environment?: string;
                /** Id of the user, exact. */
                user?: string;
                /** Id of the session, exact. */
                session?: string;
                /** Name of the workflow, exact: executions of workflows alone. */
                workflow?: string;
                /** A model that it, or an execution within it, used; exact. */
                model?: string;
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
                        /** Executions found. */
                        count: number;
                        /** False where there are more than are counted. */
                        complete: boolean;
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
            422: {
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
            query?: {
                /** First sequence. */
                from?: number;
                /** Fewer come where they are large. */
                limit?: number;
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
    getExecution: {
        parameters: {
            query?: {
                /** Comma list of steps, spans, events, logs, evaluations: the lists that are wanted, all unless given; the others are empty, and input and output null without any of steps, spans and events. */
                parts?: string;
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
                        logs_from: {
                            /**
                             * Whose lines these are.
                             * @enum {string}
                             */
                            source: "hub" | "loki";
                            error: string | null;
                        };
                        /** Judgements of this execution and those within it, by time. */
                        evaluations: components["schemas"]["Evaluation"][];
                        links: components["schemas"]["ExecutionLinks"];
                        /** What the execution was given, where content is recorded. */
                        input: unknown;
                        /** What it answered, where content is recorded. */
                        output: unknown;
                        /** Lists that were cut at their limit. */
                        truncated: ("spans" | "events" | "logs" | "steps" | "evaluations")[];
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
    listSpans: {
        parameters: {
            query?: {
                limit?: number;
                /** `next_cursor` of the page before. */
                cursor?: string;
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
                        /** By start. */
                        spans: components["schemas"]["SpanLine"][];
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
            query?: {
                workflow_id?: string;
                /** Comma list of running, completed, failed, cancelled. */
                status?: string;
                /** Name of the agent or workflow, exact. */
                agent?: string;
                /** Id of the user, exact. */
                user?: string;
                /** Id of the session, exact. */
                session?: string;
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
                /** US dollars; leaves out what has no price. */
                min_cost?: number;
                /** US dollars; leaves out what has no price. */
                max_cost?: number;
                /** In the query language of docs/hub-search.md, as `status:failed agent:planner duration:>5s`. */
                query?: string;
                limit?: number;
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
                        traces: components["schemas"]["Trace"][];
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
            /** Default Response */
            422: {
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
                /** Only of this execution, or of these: a comma list of at most 20. */
                executionId?: string;
                /** Only of this trace. */
                trace_id?: string;
                /** Comma list of names of agents, or of workflows. */
                agents?: string;
                /** Comma list of names of workflows. */
                workflows?: string;
                /** Words that all occur, in any case, in the message, the type or the attributes. */
                text?: string;
                /** Most events a second; what is over it is dropped and told as missed. */
                rate?: number;
                /** With `rate`: so many at once; 1 unless given. */
                burst?: number;
                /** Events are counted in windows of so many milliseconds. */
                window_ms?: number;
                /** With `window_ms`: by what they are counted, a comma list of id, type, severity, timestamp, message, executionId, parentExecutionId, kind, agentType, operation, step, service, traceId, spanId, userId, sessionId, taskId. */
                group_by?: string;
                /** Goes on after it; the header Last-Event-ID, which browsers send by themselves, wins. */
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
    streamMetrics: {
        parameters: {
            query?: {
                /** Only this workflow, by its id or its name. */
                workflow_id?: string;
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
    getStats: {
        parameters: {
            query?: {
                minutes?: number;
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
                            cost_usd: number | null;
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
                            cost_usd: number | null;
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
                        } | null;
                        queue: {
                            /** Rough bytes that wait for the database; the same as of writer. */
                            waiting_bytes: number;
                        };
                        streams: {
                            /** Live streams open. */
                            open: number;
                        };
                        event_loop: {
                            /** How late the event loop was, 99th percentile of the last half minute or minute. */
                            p99_seconds: number;
                        };
                        writer: {
                            /** Rough bytes that wait to be stored. */
                            waiting_bytes: number;
                            /** OTLP requests that are not stored yet. */
                            waiting_requests: number;
                            /** How long the oldest of them has waited. */
                            oldest_seconds: number;
                        };
                        fold: {
                            /** Entries that wait to be folded into executions. */
                            waiting: number;
                            /** How long the oldest of them has waited. */
                            oldest_seconds: number;
                        } | null;
                        figures: {
                            /** Entries that wait to be added up into figures of agents. */
                            waiting: number;
                        } | null;
                        notifications: {
                            /** Notices that wait to be sent, or to be sent again. */
                            waiting: number;
                            /** For how long the one that waits longest is overdue. */
                            overdue_seconds: number;
                            /** Notices that were given up. */
                            dead: number;
                        } | null;
                        erasures: {
                            /** Erasures of users that are under way. */
                            waiting: number;
                        } | null;
                        live: {
                            /** Stored events that live streams have yet to get. */
                            behind_events: number;
                        };
                        /** Connections to the database: of reads, of storing and folding, of probes and streams. */
                        pools: {
                            read: {
                                /** Connections that are working. */
                                in_use: number;
                                /** Connections that are open and free. */
                                idle: number;
                                /** Requests that wait for a connection. */
                                waiting: number;
                                /** Connections at most. */
                                most: number;
                            };
                            work: {
                                /** Connections that are working. */
                                in_use: number;
                                /** Connections that are open and free. */
                                idle: number;
                                /** Requests that wait for a connection. */
                                waiting: number;
                                /** Connections at most. */
                                most: number;
                            };
                            urgent: {
                                /** Connections that are working. */
                                in_use: number;
                                /** Connections that are open and free. */
                                idle: number;
                                /** Requests that wait for a connection. */
                                waiting: number;
                                /** Connections at most. */
                                most: number;
                            };
                        };
                        database: {
                            /** Whether it answers. */
                            up: boolean;
                            bytes: number | null;
                            days_ahead: number | null;
                            hubs: number | null;
                        };
                        redis: {
                            /** Whether it answers. */
                            up: boolean;
                        } | null;
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
            query?: {
                /** Minutes up to now. */
                timeRange?: number;
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
                                /** What each part is made of. */
                                composition: {
                                    /** @enum {string} */
                                    part: "success" | "errors" | "duration";
                                    /** As in `parts`. */
                                    points: number;
                                    /** Points that it has at most. */
                                    of: number;
                                    value: number | null;
                                    threshold: number | null;
                                    /** How the points come from it. */
                                    meaning: string;
                                }[];
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
                    /** One of clear_cache, refold, run_retention. */
                    action: string;
                    /** Of refold: the trace, or the trace of this execution. */
                    id?: string;
                    /** Of refold, in place of `id`: all traces with a span or event of the last minutes. */
                    minutes?: number;
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
                        /** @enum {string} */
                        action: "clear_cache" | "refold" | "run_retention";
                        /** Of clear_cache: answers forgotten. */
                        cleared?: number;
                        /** Of refold: traces that are folded again, shortly. */
                        queued?: number;
                        /** Of run_retention: days dropped. */
                        dropped_days?: number;
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
    getMonitoringHealth: {
        parameters: {
            query?: {
                /** Minutes up to now. */
                timeRange?: number;
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
                                /** What each part is made of. */
                                composition: {
                                    /** @enum {string} */
                                    part: "success" | "errors" | "duration";
                                    /** As in `parts`. */
                                    points: number;
                                    /** Points that it has at most. */
                                    of: number;
                                    value: number | null;
                                    threshold: number | null;
                                    /** How the points come from it. */
                                    meaning: string;
                                }[];
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
            query?: {
                /** Minutes up to now. */
                timeRange?: number;
                /** prometheus: the text of GET /metrics, whose counters give any range by themselves. */
                format?: "json" | "prometheus";
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
    listAlertRules: {
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
                    "application/json": components["schemas"]["AlertRuleList"];
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
    createAlertRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Name of the rule, and of its alerts. */
                    name: string;
                    /**
                     * What is looked at within the window.
                     * @enum {string}
                     */
                    condition: "error_rate" | "event_count" | "event_rate" | "response_time" | "cost" | "anomaly";
                    /** It holds above: a ratio of events (error_rate), events (event_count), events a minute (event_rate), milliseconds (response_time), US dollars (cost), a score (anomaly). */
                    threshold: number;
                    /** 1m to 30d; 5m unless given. */
                    window?: string;
                    enabled?: boolean;
                    /** @enum {string} */
                    severity?: "critical" | "warning" | "info";
                    /** How long it must hold before it fires; 0s unless given. */
                    for?: string;
                    /** How long it goes on to fire when it no longer holds; 0s unless given. */
                    keep_firing_for?: string;
                    /**
                     * Of response_time: p95 unless given.
                     * @enum {string}
                     */
                    statistic?: "avg" | "p50" | "p95" | "p99" | "max";
                    metric?: string | null;
                    /** Each that is given must hold; of a list, one value must. */
                    filter?: {
                        agent?: string | string[];
                        workflow?: string | string[];
                        service?: string | string[];
                        environment?: string | string[];
                        provider?: string | string[];
                        model?: string | string[];
                        user?: string | string[];
                        session?: string | string[];
                        /** Attributes of events. */
                        tag?: {
                            [key: string]: string | string[];
                        };
                    };
                    group_by?: ("agent" | "workflow" | "service" | "environment" | "provider" | "model" | "user" | "session") | null;
                    /** Events, runs or calls that the window must hold; 1 unless given. */
                    min_events?: number;
                    /** For people who are told. */
                    description?: string;
                    runbook_url?: string | null;
                };
            };
        };
        responses: {
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRule"];
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
            409: {
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
    getAlertRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule. */
                name: string;
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
                    "application/json": components["schemas"]["AlertRule"];
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
    putAlertRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule, and of its alerts. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * What is looked at within the window.
                     * @enum {string}
                     */
                    condition: "error_rate" | "event_count" | "event_rate" | "response_time" | "cost" | "anomaly";
                    /** It holds above: a ratio of events (error_rate), events (event_count), events a minute (event_rate), milliseconds (response_time), US dollars (cost), a score (anomaly). */
                    threshold: number;
                    /** 1m to 30d; 5m unless given. */
                    window?: string;
                    enabled?: boolean;
                    /** @enum {string} */
                    severity?: "critical" | "warning" | "info";
                    /** How long it must hold before it fires; 0s unless given. */
                    for?: string;
                    /** How long it goes on to fire when it no longer holds; 0s unless given. */
                    keep_firing_for?: string;
                    /**
                     * Of response_time: p95 unless given.
                     * @enum {string}
                     */
                    statistic?: "avg" | "p50" | "p95" | "p99" | "max";
                    metric?: string | null;
                    /** Each that is given must hold; of a list, one value must. */
                    filter?: {
                        agent?: string | string[];
                        workflow?: string | string[];
                        service?: string | string[];
                        environment?: string | string[];
                        provider?: string | string[];
                        model?: string | string[];
                        user?: string | string[];
                        session?: string | string[];
                        /** Attributes of events. */
                        tag?: {
                            [key: string]: string | string[];
                        };
                    };
                    group_by?: ("agent" | "workflow" | "service" | "environment" | "provider" | "model" | "user" | "session") | null;
                    /** Events, runs or calls that the window must hold; 1 unless given. */
                    min_events?: number;
                    /** For people who are told. */
                    description?: string;
                    runbook_url?: string | null;
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
                    "application/json": components["schemas"]["AlertRule"];
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
    deleteAlertRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule. */
                name: string;
            };
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
    patchAlertRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * What is looked at within the window.
                     * @enum {string}
                     */
                    condition?: "error_rate" | "event_count" | "event_rate" | "response_time" | "cost" | "anomaly";
                    /** It holds above: a ratio of events (error_rate), events (event_count), events a minute (event_rate), milliseconds (response_time), US dollars (cost), a score (anomaly). */
                    threshold?: number;
                    /** 1m to 30d; 5m unless given. */
                    window?: string;
                    enabled?: boolean;
                    /** @enum {string} */
                    severity?: "critical" | "warning" | "info";
                    /** How long it must hold before it fires; 0s unless given. */
                    for?: string;
                    /** How long it goes on to fire when it no longer holds; 0s unless given. */
                    keep_firing_for?: string;
                    /**
                     * Of response_time: p95 unless given.
                     * @enum {string}
                     */
                    statistic?: "avg" | "p50" | "p95" | "p99" | "max";
                    metric?: string | null;
                    /** Each that is given must hold; of a list, one value must. */
                    filter?: {
                        agent?: string | string[];
                        workflow?: string | string[];
                        service?: string | string[];
                        environment?: string | string[];
                        provider?: string | string[];
                        model?: string | string[];
                        user?: string | string[];
                        session?: string | string[];
                        /** Attributes of events. */
                        tag?: {
                            [key: string]: string | string[];
                        };
                    };
                    group_by?: ("agent" | "workflow" | "service" | "environment" | "provider" | "model" | "user" | "session") | null;
                    /** Events, runs or calls that the window must hold; 1 unless given. */
                    min_events?: number;
                    /** For people who are told. */
                    description?: string;
                    runbook_url?: string | null;
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
                    "application/json": components["schemas"]["AlertRule"];
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
    listAlertRulesAtShortPath: {
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
                    "application/json": components["schemas"]["AlertRuleList"];
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
    createAlertRuleAtShortPath: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Name of the rule, and of its alerts. */
                    name: string;
                    /**
                     * What is looked at within the window.
                     * @enum {string}
                     */
                    condition: "error_rate" | "event_count" | "event_rate" | "response_time" | "cost" | "anomaly";
                    /** It holds above: a ratio of events (error_rate), events (event_count), events a minute (event_rate), milliseconds (response_time), US dollars (cost), a score (anomaly). */
                    threshold: number;
                    /** 1m to 30d; 5m unless given. */
                    window?: string;
                    enabled?: boolean;
                    /** @enum {string} */
                    severity?: "critical" | "warning" | "info";
                    /** How long it must hold before it fires; 0s unless given. */
                    for?: string;
                    /** How long it goes on to fire when it no longer holds; 0s unless given. */
                    keep_firing_for?: string;
                    /**
                     * Of response_time: p95 unless given.
                     * @enum {string}
                     */
                    statistic?: "avg" | "p50" | "p95" | "p99" | "max";
                    metric?: string | null;
                    /** Each that is given must hold; of a list, one value must. */
                    filter?: {
                        agent?: string | string[];
                        workflow?: string | string[];
                        service?: string | string[];
                        environment?: string | string[];
                        provider?: string | string[];
                        model?: string | string[];
                        user?: string | string[];
                        session?: string | string[];
                        /** Attributes of events. */
                        tag?: {
                            [key: string]: string | string[];
                        };
                    };
                    group_by?: ("agent" | "workflow" | "service" | "environment" | "provider" | "model" | "user" | "session") | null;
                    /** Events, runs or calls that the window must hold; 1 unless given. */
                    min_events?: number;
                    /** For people who are told. */
                    description?: string;
                    runbook_url?: string | null;
                };
            };
        };
        responses: {
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRule"];
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
            409: {
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
    getAlertRuleAtShortPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule. */
                name: string;
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
                    "application/json": components["schemas"]["AlertRule"];
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
    putAlertRuleAtShortPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule, and of its alerts. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * What is looked at within the window.
                     * @enum {string}
                     */
                    condition: "error_rate" | "event_count" | "event_rate" | "response_time" | "cost" | "anomaly";
                    /** It holds above: a ratio of events (error_rate), events (event_count), events a minute (event_rate), milliseconds (response_time), US dollars (cost), a score (anomaly). */
                    threshold: number;
                    /** 1m to 30d; 5m unless given. */
                    window?: string;
                    enabled?: boolean;
                    /** @enum {string} */
                    severity?: "critical" | "warning" | "info";
                    /** How long it must hold before it fires; 0s unless given. */
                    for?: string;
                    /** How long it goes on to fire when it no longer holds; 0s unless given. */
                    keep_firing_for?: string;
                    /**
                     * Of response_time: p95 unless given.
                     * @enum {string}
                     */
                    statistic?: "avg" | "p50" | "p95" | "p99" | "max";
                    metric?: string | null;
                    /** Each that is given must hold; of a list, one value must. */
                    filter?: {
                        agent?: string | string[];
                        workflow?: string | string[];
                        service?: string | string[];
                        environment?: string | string[];
                        provider?: string | string[];
                        model?: string | string[];
                        user?: string | string[];
                        session?: string | string[];
                        /** Attributes of events. */
                        tag?: {
                            [key: string]: string | string[];
                        };
                    };
                    group_by?: ("agent" | "workflow" | "service" | "environment" | "provider" | "model" | "user" | "session") | null;
                    /** Events, runs or calls that the window must hold; 1 unless given. */
                    min_events?: number;
                    /** For people who are told. */
                    description?: string;
                    runbook_url?: string | null;
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
                    "application/json": components["schemas"]["AlertRule"];
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
    deleteAlertRuleAtShortPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule. */
                name: string;
            };
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
    patchAlertRuleAtShortPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * What is looked at within the window.
                     * @enum {string}
                     */
                    condition?: "error_rate" | "event_count" | "event_rate" | "response_time" | "cost" | "anomaly";
                    /** It holds above: a ratio of events (error_rate), events (event_count), events a minute (event_rate), milliseconds (response_time), US dollars (cost), a score (anomaly). */
                    threshold?: number;
                    /** 1m to 30d; 5m unless given. */
                    window?: string;
                    enabled?: boolean;
                    /** @enum {string} */
                    severity?: "critical" | "warning" | "info";
                    /** How long it must hold before it fires; 0s unless given. */
                    for?: string;
                    /** How long it goes on to fire when it no longer holds; 0s unless given. */
                    keep_firing_for?: string;
                    /**
                     * Of response_time: p95 unless given.
                     * @enum {string}
                     */
                    statistic?: "avg" | "p50" | "p95" | "p99" | "max";
                    metric?: string | null;
                    /** Each that is given must hold; of a list, one value must. */
                    filter?: {
                        agent?: string | string[];
                        workflow?: string | string[];
                        service?: string | string[];
                        environment?: string | string[];
                        provider?: string | string[];
                        model?: string | string[];
                        user?: string | string[];
                        session?: string | string[];
                        /** Attributes of events. */
                        tag?: {
                            [key: string]: string | string[];
                        };
                    };
                    group_by?: ("agent" | "workflow" | "service" | "environment" | "provider" | "model" | "user" | "session") | null;
                    /** Events, runs or calls that the window must hold; 1 unless given. */
                    min_events?: number;
                    /** For people who are told. */
                    description?: string;
                    runbook_url?: string | null;
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
                    "application/json": components["schemas"]["AlertRule"];
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
    previewAlertRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Name of the rule, and of its alerts. */
                    name?: string;
                    /**
                     * What is looked at within the window.
                     * @enum {string}
                     */
                    condition: "error_rate" | "event_count" | "event_rate" | "response_time" | "cost" | "anomaly";
                    /** It holds above: a ratio of events (error_rate), events (event_count), events a minute (event_rate), milliseconds (response_time), US dollars (cost), a score (anomaly). */
                    threshold: number;
                    /** 1m to 30d; 5m unless given. */
                    window?: string;
                    enabled?: boolean;
                    /** @enum {string} */
                    severity?: "critical" | "warning" | "info";
                    /** How long it must hold before it fires; 0s unless given. */
                    for?: string;
                    /** How long it goes on to fire when it no longer holds; 0s unless given. */
                    keep_firing_for?: string;
                    /**
                     * Of response_time: p95 unless given.
                     * @enum {string}
                     */
                    statistic?: "avg" | "p50" | "p95" | "p99" | "max";
                    metric?: string | null;
                    /** Each that is given must hold; of a list, one value must. */
                    filter?: {
                        agent?: string | string[];
                        workflow?: string | string[];
                        service?: string | string[];
                        environment?: string | string[];
                        provider?: string | string[];
                        model?: string | string[];
                        user?: string | string[];
                        session?: string | string[];
                        /** Attributes of events. */
                        tag?: {
                            [key: string]: string | string[];
                        };
                    };
                    group_by?: ("agent" | "workflow" | "service" | "environment" | "provider" | "model" | "user" | "session") | null;
                    /** Events, runs or calls that the window must hold; 1 unless given. */
                    min_events?: number;
                    /** For people who are told. */
                    description?: string;
                    runbook_url?: string | null;
                    /**
                     * Format: date-time
                     * A day ago unless given.
                     */
                    from?: string;
                    /**
                     * Format: date-time
                     * Now unless given; 7 days after from at most.
                     */
                    to?: string;
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
                    "application/json": components["schemas"]["RulePreview"];
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
    listSilences: {
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
                    "application/json": components["schemas"]["SilenceList"];
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
    createSilence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** All of them must hold. */
                    matchers: {
                        /** Label. */
                        name: string;
                        value: string;
                        /** RE2, of the whole value; false unless given. */
                        is_regex?: boolean;
                        /** False turns it round; true unless given. */
                        is_equal?: boolean;
                    }[];
                    /**
                     * Format: date-time
                     * Now unless given.
                     */
                    starts_at?: string;
                    /**
                     * Format: date-time
                     * A year after its begin at most.
                     */
                    ends_at: string;
                    comment?: string;
                };
            };
        };
        responses: {
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Silence"];
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
    endSilence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
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
    listViews: {
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
                        /** By name. */
                        views: components["schemas"]["SavedView"][];
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
    createView: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** As people call it. */
                    name: string;
                    /** Page of the console, as executions. */
                    page: string;
                    /** The query of the page's address. */
                    search: string;
                };
            };
        };
        responses: {
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** In the address of the view. */
                        id: string;
                        /** As people call it. */
                        name: string;
                        /** Page of the console, as executions. */
                        page: string;
                        /** The query of the page's address. */
                        search: string;
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /** Who made it. */
                        created_by: string;
                        /**
                         * Format: date-time
                         * When it was changed last; a change names it.
                         */
                        updated_at: string;
                        /** Who changed it last. */
                        updated_by: string;
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
    getView: {
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
                        /** In the address of the view. */
                        id: string;
                        /** As people call it. */
                        name: string;
                        /** Page of the console, as executions. */
                        page: string;
                        /** The query of the page's address. */
                        search: string;
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /** Who made it. */
                        created_by: string;
                        /**
                         * Format: date-time
                         * When it was changed last; a change names it.
                         */
                        updated_at: string;
                        /** Who changed it last. */
                        updated_by: string;
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
    putView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** `id` of the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** As people call it. */
                    name: string;
                    /** Page of the console, as executions. */
                    page: string;
                    /** The query of the page's address. */
                    search: string;
                    /**
                     * Format: date-time
                     * `updated_at` as it was read: what somebody changed since is not written over.
                     */
                    updated_at: string;
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
                        /** In the address of the view. */
                        id: string;
                        /** As people call it. */
                        name: string;
                        /** Page of the console, as executions. */
                        page: string;
                        /** The query of the page's address. */
                        search: string;
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /** Who made it. */
                        created_by: string;
                        /**
                         * Format: date-time
                         * When it was changed last; a change names it.
                         */
                        updated_at: string;
                        /** Who changed it last. */
                        updated_by: string;
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
            /** Default Response */
            409: {
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
    deleteView: {
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    listBoards: {
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
                        /** By name. */
                        boards: components["schemas"]["BoardSummary"][];
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
    createBoard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** As people call it. */
                    name: string;
                    /** What it is for; may be empty. */
                    description: string;
                    range: string | null;
                    /** In their order. */
                    panels: {
                        /** Different in each panel of a board. */
                        id: string;
                        /** Which panel it is: a word that the console knows. */
                        panel: string;
                        /** In place of the panel's own. */
                        title?: string;
                        /** Columns of four. */
                        width: number;
                        /** What the panel is asked for. */
                        options: {
                            [key: string]: string | number | boolean;
                        };
                    }[];
                };
            };
        };
        responses: {
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** In the address of the board. */
                        id: string;
                        /** As people call it. */
                        name: string;
                        /** What it is for; may be empty. */
                        description: string;
                        range: string | null;
                        /** In their order. */
                        panels: {
                            /** Different in each panel of a board. */
                            id: string;
                            /** Which panel it is: a word that the console knows. */
                            panel: string;
                            /** In place of the panel's own. */
                            title?: string;
                            /** Columns of four. */
                            width: number;
                            /** What the panel is asked for. */
                            options: {
                                [key: string]: string | number | boolean;
                            };
                        }[];
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /** Who made it. */
                        created_by: string;
                        /**
                         * Format: date-time
                         * When it was changed last; a change names it.
                         */
                        updated_at: string;
                        /** Who changed it last. */
                        updated_by: string;
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
    getBoard: {
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
                        /** In the address of the board. */
                        id: string;
                        /** As people call it. */
                        name: string;
                        /** What it is for; may be empty. */
                        description: string;
                        range: string | null;
                        /** In their order. */
                        panels: {
                            /** Different in each panel of a board. */
                            id: string;
                            /** Which panel it is: a word that the console knows. */
                            panel: string;
                            /** In place of the panel's own. */
                            title?: string;
                            /** Columns of four. */
                            width: number;
                            /** What the panel is asked for. */
                            options: {
                                [key: string]: string | number | boolean;
                            };
                        }[];
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /** Who made it. */
                        created_by: string;
                        /**
                         * Format: date-time
                         * When it was changed last; a change names it.
                         */
                        updated_at: string;
                        /** Who changed it last. */
                        updated_by: string;
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
    putBoard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** `id` of the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** As people call it. */
                    name: string;
                    /** What it is for; may be empty. */
                    description: string;
                    range: string | null;
                    /** In their order. */
                    panels: {
                        /** Different in each panel of a board. */
                        id: string;
                        /** Which panel it is: a word that the console knows. */
                        panel: string;
                        /** In place of the panel's own. */
                        title?: string;
                        /** Columns of four. */
                        width: number;
                        /** What the panel is asked for. */
                        options: {
                            [key: string]: string | number | boolean;
                        };
                    }[];
                    /**
                     * Format: date-time
                     * `updated_at` as it was read: what somebody changed since is not written over.
                     */
                    updated_at: string;
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
                        /** In the address of the board. */
                        id: string;
                        /** As people call it. */
                        name: string;
                        /** What it is for; may be empty. */
                        description: string;
                        range: string | null;
                        /** In their order. */
                        panels: {
                            /** Different in each panel of a board. */
                            id: string;
                            /** Which panel it is: a word that the console knows. */
                            panel: string;
                            /** In place of the panel's own. */
                            title?: string;
                            /** Columns of four. */
                            width: number;
                            /** What the panel is asked for. */
                            options: {
                                [key: string]: string | number | boolean;
                            };
                        }[];
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /** Who made it. */
                        created_by: string;
                        /**
                         * Format: date-time
                         * When it was changed last; a change names it.
                         */
                        updated_at: string;
                        /** Who changed it last. */
                        updated_by: string;
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
            /** Default Response */
            409: {
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
    deleteBoard: {
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            query?: {
                /** Comma list of active, acknowledged, silenced, resolved; firing is all of them but resolved. */
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
                limit?: number;
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
                        source: "alertmanager" | "hub";
                        /** Label alertname. */
                        name: string;
                        /** Label severity, or none. */
                        severity: string;
                        /**
                         * What whoever evaluates it says.
                         * @enum {string}
                         */
                        status: "firing" | "resolved";
                        /**
                         * The same with what people said of it: a silence, an acknowledgement.
                         * @enum {string}
                         */
                        state: "active" | "acknowledged" | "silenced" | "resolved";
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
                        condition: string | null;
                        rule: {
                            threshold: number;
                            /** As 5m. */
                            window: string;
                            value: number | null;
                        } | null;
                        event: {
                            /** Agent, else workflow, else service. */
                            app: string;
                            /** Type of the event. */
                            event_type: string;
                            /**
                             * Format: date-time
                             * When it was.
                             */
                            timestamp: string;
                        } | null;
                        acknowledged_at: string | null;
                        acknowledged_by: string | null;
                        silenced_until: string | null;
                        silence_id: string | null;
                        /** Who did what to it, oldest first; not in lists. */
                        actions?: {
                            /**
                             * Format: date-time
                             * When.
                             */
                            at: string;
                            /** @enum {string} */
                            action: "acknowledge" | "unacknowledge" | "resolve" | "silence" | "unsilence";
                            /** Who. */
                            by: string;
                            /** Why. */
                            comment: string;
                        }[];
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
    acknowledgeAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** `id` of the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Why. */
                    comment?: string;
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
                        /** Of this occurrence: fingerprint and start. */
                        id: string;
                        /** Of the labels: the same whenever this alert fires. */
                        fingerprint: string;
                        /**
                         * Who told the hub.
                         * @enum {string}
                         */
                        source: "alertmanager" | "hub";
                        /** Label alertname. */
                        name: string;
                        /** Label severity, or none. */
                        severity: string;
                        /**
                         * What whoever evaluates it says.
                         * @enum {string}
                         */
                        status: "firing" | "resolved";
                        /**
                         * The same with what people said of it: a silence, an acknowledgement.
                         * @enum {string}
                         */
                        state: "active" | "acknowledged" | "silenced" | "resolved";
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
                        condition: string | null;
                        rule: {
                            threshold: number;
                            /** As 5m. */
                            window: string;
                            value: number | null;
                        } | null;
                        event: {
                            /** Agent, else workflow, else service. */
                            app: string;
                            /** Type of the event. */
                            event_type: string;
                            /**
                             * Format: date-time
                             * When it was.
                             */
                            timestamp: string;
                        } | null;
                        acknowledged_at: string | null;
                        acknowledged_by: string | null;
                        silenced_until: string | null;
                        silence_id: string | null;
                        /** Who did what to it, oldest first; not in lists. */
                        actions?: {
                            /**
                             * Format: date-time
                             * When.
                             */
                            at: string;
                            /** @enum {string} */
                            action: "acknowledge" | "unacknowledge" | "resolve" | "silence" | "unsilence";
                            /** Who. */
                            by: string;
                            /** Why. */
                            comment: string;
                        }[];
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
            /** Default Response */
            409: {
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
    unacknowledgeAlert: {
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
                        source: "alertmanager" | "hub";
                        /** Label alertname. */
                        name: string;
                        /** Label severity, or none. */
                        severity: string;
                        /**
                         * What whoever evaluates it says.
                         * @enum {string}
                         */
                        status: "firing" | "resolved";
                        /**
                         * The same with what people said of it: a silence, an acknowledgement.
                         * @enum {string}
                         */
                        state: "active" | "acknowledged" | "silenced" | "resolved";
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
                        condition: string | null;
                        rule: {
                            threshold: number;
                            /** As 5m. */
                            window: string;
                            value: number | null;
                        } | null;
                        event: {
                            /** Agent, else workflow, else service. */
                            app: string;
                            /** Type of the event. */
                            event_type: string;
                            /**
                             * Format: date-time
                             * When it was.
                             */
                            timestamp: string;
                        } | null;
                        acknowledged_at: string | null;
                        acknowledged_by: string | null;
                        silenced_until: string | null;
                        silence_id: string | null;
                        /** Who did what to it, oldest first; not in lists. */
                        actions?: {
                            /**
                             * Format: date-time
                             * When.
                             */
                            at: string;
                            /** @enum {string} */
                            action: "acknowledge" | "unacknowledge" | "resolve" | "silence" | "unsilence";
                            /** Who. */
                            by: string;
                            /** Why. */
                            comment: string;
                        }[];
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
            /** Default Response */
            409: {
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
    resolveAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** `id` of the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Why. */
                    comment?: string;
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
                        /** Of this occurrence: fingerprint and start. */
                        id: string;
                        /** Of the labels: the same whenever this alert fires. */
                        fingerprint: string;
                        /**
                         * Who told the hub.
                         * @enum {string}
                         */
                        source: "alertmanager" | "hub";
                        /** Label alertname. */
                        name: string;
                        /** Label severity, or none. */
                        severity: string;
                        /**
                         * What whoever evaluates it says.
                         * @enum {string}
                         */
                        status: "firing" | "resolved";
                        /**
                         * The same with what people said of it: a silence, an acknowledgement.
                         * @enum {string}
                         */
                        state: "active" | "acknowledged" | "silenced" | "resolved";
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
                        condition: string | null;
                        rule: {
                            threshold: number;
                            /** As 5m. */
                            window: string;
                            value: number | null;
                        } | null;
                        event: {
                            /** Agent, else workflow, else service. */
                            app: string;
                            /** Type of the event. */
                            event_type: string;
                            /**
                             * Format: date-time
                             * When it was.
                             */
                            timestamp: string;
                        } | null;
                        acknowledged_at: string | null;
                        acknowledged_by: string | null;
                        silenced_until: string | null;
                        silence_id: string | null;
                        /** Who did what to it, oldest first; not in lists. */
                        actions?: {
                            /**
                             * Format: date-time
                             * When.
                             */
                            at: string;
                            /** @enum {string} */
                            action: "acknowledge" | "unacknowledge" | "resolve" | "silence" | "unsilence";
                            /** Who. */
                            by: string;
                            /** Why. */
                            comment: string;
                        }[];
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
            /** Default Response */
            409: {
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
    listNotificationChannels: {
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
                        channels: components["schemas"]["NotificationChannel"][];
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
        };
    };
    createNotificationChannel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Letters, digits, dots, dashes and underscores. */
                    name: string;
                    /** @enum {string} */
                    kind: "slack" | "discord" | "pagerduty" | "email" | "webhook" | "web_push";
                    /** True unless given. */
                    enabled?: boolean;
                    /** Of slack, discord and webhook; of pagerduty its EU's. Never shown again. */
                    url?: string;
                    /** Of webhook, at least 16 characters: the key of X-Observatory-Signature. Never shown again. */
                    signing_key?: string;
                    /** Of pagerduty: the integration key. Never shown again. */
                    routing_key?: string;
                    /** Of email, as smtp://user:password@host:587; the hub's own unless given. Never shown again. */
                    smtp_url?: string;
                    /**
                     * The least severity; critical for pagerduty, else info.
                     * @enum {string}
                     */
                    min_severity?: "info" | "warning" | "critical";
                    /** On labels; all of them must hold. */
                    matchers?: {
                        /** `alertname` and `severity` too. */
                        label: string;
                        /**
                         * `=~` and `!~`: RE2, of the whole value.
                         * @enum {string}
                         */
                        op: "=" | "!=" | "=~" | "!~";
                        value: string;
                    }[];
                    /** Whether it is told when an alert is over; not for webhook. */
                    send_resolved?: boolean;
                    quiet_hours?: {
                        /** On which they begin. */
                        days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                        /** As 22:00. */
                        from: string;
                        /** The next day, where it is not after `from`. */
                        to: string;
                        /** IANA name, as Europe/Berlin. */
                        time_zone: string;
                        passes: ("info" | "warning" | "critical") | null;
                        /**
                         * What becomes of the rest: one summary afterwards, or nothing.
                         * @enum {string}
                         */
                        held: "summary" | "drop";
                    } | null;
                    repeat_every?: number | null;
                    /** Seconds that alerts are gathered; 10 unless given. */
                    group_window?: number;
                    /** Messages; more wait and are told together. 20 unless given. */
                    max_per_minute?: number;
                    /** Of email. */
                    to?: string[];
                    from?: string | null;
                };
            };
        };
        responses: {
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        /** @enum {string} */
                        kind: "slack" | "discord" | "pagerduty" | "email" | "webhook" | "web_push";
                        enabled: boolean;
                        /** Made by the setting WEBHOOK_URL. */
                        from_setting: boolean;
                        /**
                         * The least severity; critical for pagerduty, else info.
                         * @enum {string}
                         */
                        min_severity: "info" | "warning" | "critical";
                        /** On labels; all of them must hold. */
                        matchers: {
                            /** `alertname` and `severity` too. */
                            label: string;
                            /**
                             * `=~` and `!~`: RE2, of the whole value.
                             * @enum {string}
                             */
                            op: "=" | "!=" | "=~" | "!~";
                            value: string;
                        }[];
                        /** Whether it is told when an alert is over; not for webhook. */
                        send_resolved: boolean;
                        quiet_hours: {
                            /** On which they begin. */
                            days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                            /** As 22:00. */
                            from: string;
                            /** The next day, where it is not after `from`. */
                            to: string;
                            /** IANA name, as Europe/Berlin. */
                            time_zone: string;
                            passes: ("info" | "warning" | "critical") | null;
                            /**
                             * What becomes of the rest: one summary afterwards, or nothing.
                             * @enum {string}
                             */
                            held: "summary" | "drop";
                        } | null;
                        repeat_every: number | null;
                        /** Seconds that alerts are gathered; 10 unless given. */
                        group_window: number;
                        /** Messages; more wait and are told together. 20 unless given. */
                        max_per_minute: number;
                        /** Of email. */
                        to: string[];
                        from: string | null;
                        secrets: {
                            /** What is known of a secret. */
                            url: {
                                set: boolean;
                                ends_with: string | null;
                            };
                            /** What is known of a secret. */
                            signing_key: {
                                set: boolean;
                                ends_with: string | null;
                            };
                            /** What is known of a secret. */
                            routing_key: {
                                set: boolean;
                                ends_with: string | null;
                            };
                            /** What is known of a secret. */
                            smtp_url: {
                                set: boolean;
                                ends_with: string | null;
                            };
                        };
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * When it was changed last.
                         */
                        updated_at: string;
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
            409: {
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
    getNotificationChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Letters, digits, dots, dashes and underscores. */
                name: string;
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
                        name: string;
                        /** @enum {string} */
                        kind: "slack" | "discord" | "pagerduty" | "email" | "webhook" | "web_push";
                        enabled: boolean;
                        /** Made by the setting WEBHOOK_URL. */
                        from_setting: boolean;
                        /**
                         * The least severity; critical for pagerduty, else info.
                         * @enum {string}
                         */
                        min_severity: "info" | "warning" | "critical";
                        /** On labels; all of them must hold. */
                        matchers: {
                            /** `alertname` and `severity` too. */
                            label: string;
                            /**
                             * `=~` and `!~`: RE2, of the whole value.
                             * @enum {string}
                             */
                            op: "=" | "!=" | "=~" | "!~";
                            value: string;
                        }[];
                        /** Whether it is told when an alert is over; not for webhook. */
                        send_resolved: boolean;
                        quiet_hours: {
                            /** On which they begin. */
                            days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                            /** As 22:00. */
                            from: string;
                            /** The next day, where it is not after `from`. */
                            to: string;
                            /** IANA name, as Europe/Berlin. */
                            time_zone: string;
                            passes: ("info" | "warning" | "critical") | null;
                            /**
                             * What becomes of the rest: one summary afterwards, or nothing.
                             * @enum {string}
                             */
                            held: "summary" | "drop";
                        } | null;
                        repeat_every: number | null;
                        /** Seconds that alerts are gathered; 10 unless given. */
                        group_window: number;
                        /** Messages; more wait and are told together. 20 unless given. */
                        max_per_minute: number;
                        /** Of email. */
                        to: string[];
                        from: string | null;
                        secrets: {
                            /** What is known of a secret. */
                            url: {
                                set: boolean;
                                ends_with: string | null;
                            };
                            /** What is known of a secret. */
                            signing_key: {
                                set: boolean;
                                ends_with: string | null;
                            };
                            /** What is known of a secret. */
                            routing_key: {
                                set: boolean;
                                ends_with: string | null;
                            };
                            /** What is known of a secret. */
                            smtp_url: {
                                set: boolean;
                                ends_with: string | null;
                            };
                        };
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * When it was changed last.
                         */
                        updated_at: string;
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
    putNotificationChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Letters, digits, dots, dashes and underscores. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "slack" | "discord" | "pagerduty" | "email" | "webhook" | "web_push";
                    /** True unless given. */
                    enabled?: boolean;
                    /** Of slack, discord and webhook; of pagerduty its EU's. Never shown again. */
                    url?: string;
                    /** Of webhook, at least 16 characters: the key of X-Observatory-Signature. Never shown again. */
                    signing_key?: string;
                    /** Of pagerduty: the integration key. Never shown again. */
                    routing_key?: string;
                    /** Of email, as smtp://user:password@host:587; the hub's own unless given. Never shown again. */
                    smtp_url?: string;
                    /**
                     * The least severity; critical for pagerduty, else info.
                     * @enum {string}
                     */
                    min_severity?: "info" | "warning" | "critical";
                    /** On labels; all of them must hold. */
                    matchers?: {
                        /** `alertname` and `severity` too. */
                        label: string;
                        /**
                         * `=~` and `!~`: RE2, of the whole value.
                         * @enum {string}
                         */
                        op: "=" | "!=" | "=~" | "!~";
                        value: string;
                    }[];
                    /** Whether it is told when an alert is over; not for webhook. */
                    send_resolved?: boolean;
                    quiet_hours?: {
                        /** On which they begin. */
                        days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                        /** As 22:00. */
                        from: string;
                        /** The next day, where it is not after `from`. */
                        to: string;
                        /** IANA name, as Europe/Berlin. */
                        time_zone: string;
                        passes: ("info" | "warning" | "critical") | null;
                        /**
                         * What becomes of the rest: one summary afterwards, or nothing.
                         * @enum {string}
                         */
                        held: "summary" | "drop";
                    } | null;
                    repeat_every?: number | null;
                    /** Seconds that alerts are gathered; 10 unless given. */
                    group_window?: number;
                    /** Messages; more wait and are told together. 20 unless given. */
                    max_per_minute?: number;
                    /** Of email. */
                    to?: string[];
                    from?: string | null;
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
                        name: string;
                        /** @enum {string} */
                        kind: "slack" | "discord" | "pagerduty" | "email" | "webhook" | "web_push";
                        enabled: boolean;
                        /** Made by the setting WEBHOOK_URL. */
                        from_setting: boolean;
                        /**
                         * The least severity; critical for pagerduty, else info.
                         * @enum {string}
                         */
                        min_severity: "info" | "warning" | "critical";
                        /** On labels; all of them must hold. */
                        matchers: {
                            /** `alertname` and `severity` too. */
                            label: string;
                            /**
                             * `=~` and `!~`: RE2, of the whole value.
                             * @enum {string}
                             */
                            op: "=" | "!=" | "=~" | "!~";
                            value: string;
                        }[];
                        /** Whether it is told when an alert is over; not for webhook. */
                        send_resolved: boolean;
                        quiet_hours: {
                            /** On which they begin. */
                            days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                            /** As 22:00. */
                            from: string;
                            /** The next day, where it is not after `from`. */
                            to: string;
                            /** IANA name, as Europe/Berlin. */
                            time_zone: string;
                            passes: ("info" | "warning" | "critical") | null;
                            /**
                             * What becomes of the rest: one summary afterwards, or nothing.
                             * @enum {string}
                             */
                            held: "summary" | "drop";
                        } | null;
                        repeat_every: number | null;
                        /** Seconds that alerts are gathered; 10 unless given. */
                        group_window: number;
                        /** Messages; more wait and are told together. 20 unless given. */
                        max_per_minute: number;
                        /** Of email. */
                        to: string[];
                        from: string | null;
                        secrets: {
                            /** What is known of a secret. */
                            url: {
                                set: boolean;
                                ends_with: string | null;
                            };
                            /** What is known of a secret. */
                            signing_key: {
                                set: boolean;
                                ends_with: string | null;
                            };
                            /** What is known of a secret. */
                            routing_key: {
                                set: boolean;
                                ends_with: string | null;
                            };
                            /** What is known of a secret. */
                            smtp_url: {
                                set: boolean;
                                ends_with: string | null;
                            };
                        };
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * When it was changed last.
                         */
                        updated_at: string;
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
        };
    };
    deleteNotificationChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Letters, digits, dots, dashes and underscores. */
                name: string;
            };
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
    testNotificationChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Letters, digits, dots, dashes and underscores. */
                name: string;
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
                        /** Whether the receiver took it. */
                        sent: boolean;
                        status: number | null;
                        /** What came of it. */
                        reason: string;
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
    listNotificationDeliveries: {
        parameters: {
            query?: {
                /** Comma list of pending, retrying, sent, dead, dropped. */
                state?: string;
                /** Letters, digits, dots, dashes and underscores. */
                channel?: string;
                /** Name of the alert, exact. */
                alert?: string;
                /** `id` of GET /api/v1/alerts. */
                alert_id?: string;
                limit?: number;
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
                        deliveries: components["schemas"]["NotificationDelivery"][];
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
        };
    };
    resendNotificationDelivery: {
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
                        /** Deliveries that go out again. */
                        resent: number;
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
    resendDeadNotifications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Letters, digits, dots, dashes and underscores. */
                    channel: string;
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
                        /** Deliveries that go out again. */
                        resent: number;
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
        };
    };
    getPushKey: {
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
                        /** `applicationServerKey` of the Push API, base64url. */
                        public_key: string;
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
        };
    };
    subscribeToPush: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    endpoint: string;
                    expirationTime?: number | null;
                    keys: {
                        p256dh: string;
                        auth: string;
                    };
                };
            };
        };
        responses: {
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** The channel that tells browsers. */
                        channel: string;
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
        };
    };
    unsubscribeFromPush: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    endpoint: string;
                };
            };
        };
        responses: {
            /** Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    watchEvents: {
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
    watchEventsV1: {
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
    whoAmI: {
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
                        /**
                         * A person who signed in, a key, a key of the settings, or whoever reaches a hub without sign-in.
                         * @enum {string}
                         */
                        kind: "person" | "key" | "setting" | "local";
                        /** Of the person or key. */
                        id: string;
                        /** As lists show it. */
                        name: string;
                        /** The project that is asked. */
                        project: string;
                        /** All that can be chosen. */
                        projects: {
                            id: string;
                            role: ("viewer" | "operator" | "admin") | null;
                        }[];
                        role: ("viewer" | "operator" | "admin") | null;
                        /** What may be done in this project. */
                        scopes: ("ingest" | "read" | "operate" | "administer")[];
                        session_id: string | null;
                        expires_at: string | null;
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
        };
    };
    chooseProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** One of the `projects` of whoAmI. */
                    project: string;
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
                         * A person who signed in, a key, a key of the settings, or whoever reaches a hub without sign-in.
                         * @enum {string}
                         */
                        kind: "person" | "key" | "setting" | "local";
                        /** Of the person or key. */
                        id: string;
                        /** As lists show it. */
                        name: string;
                        /** The project that is asked. */
                        project: string;
                        /** All that can be chosen. */
                        projects: {
                            id: string;
                            role: ("viewer" | "operator" | "admin") | null;
                        }[];
                        role: ("viewer" | "operator" | "admin") | null;
                        /** What may be done in this project. */
                        scopes: ("ingest" | "read" | "operate" | "administer")[];
                        session_id: string | null;
                        expires_at: string | null;
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
                    /** A key of the hub. */
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
    listSignIns: {
        parameters: {
            query?: {
                /** Another project, for whoever administers default; one's own unless given. */
                project?: string;
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
                        /** Newest first. */
                        sign_ins: components["schemas"]["SignIn"][];
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
        };
    };
    endSignIn: {
        parameters: {
            query?: {
                /** Another project, for whoever administers default; one's own unless given. */
                project?: string;
            };
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    loginOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** The ways to sign in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Whether a key signs in; false where the hub asks nobody who they are. */
                        key: boolean;
                        provider: null | {
                            /** As the button calls it. */
                            name: string;
                            /** Where sign-in begins; takes `return_to`, a path of the page. */
                            url: string;
                        };
                        /** Whom to ask for a role. */
                        contact: string | null;
                    };
                };
            };
        };
    };
    beginLogin: {
        parameters: {
            query?: {
                /** Path of this hub to go on to; anything else is /. */
                return_to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    leaveProvider: {
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
                        /** Where the browser signs out at the provider, too; null where there is nothing to go to. */
                        provider_url: string | null;
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
    endLogin: {
        parameters: {
            query?: {
                code?: string;
                state?: string;
                error?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    listKeys: {
        parameters: {
            query?: {
                /** Another project, for whoever administers default; one's own unless given. */
                project?: string;
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
                        /** Newest first, with those that ended. */
                        keys: components["schemas"]["ApiKey"][];
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
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** What it is for. */
                    name: string;
                    /** Each stands for itself: a key that administers reads nothing. */
                    scopes: ("ingest" | "read" | "operate" | "administer")[];
                    /** From then on it is refused; never unless given. */
                    expires_at?: string;
                    /** Another project, for whoever administers default; one's own unless given. */
                    project?: string;
                };
            };
        };
        responses: {
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: components["schemas"]["ApiKey"];
                        /** The key itself, obs_…: told once, now. */
                        secret: string;
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
    revokeKey: {
        parameters: {
            query?: {
                /** Another project, for whoever administers default; one's own unless given. */
                project?: string;
            };
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
    rotateKey: {
        parameters: {
            query?: {
                /** Another project, for whoever administers default; one's own unless given. */
                project?: string;
            };
            header?: never;
            path: {
                /** `id` of the list. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** How long the old secret is still taken; 0 ends it at once. */
                    overlap_seconds: number;
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
                        key: components["schemas"]["ApiKey"];
                        /** The key itself, obs_…: told once, now. */
                        secret: string;
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
    listProjects: {
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
                        projects: components["schemas"]["Project"][];
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
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Lower-case letters, digits and hyphens, 63 at most. */
                    id: string;
                };
            };
        };
        responses: {
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Name of the project. */
                        id: string;
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
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
            409: {
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
    listMembers: {
        parameters: {
            query?: {
                /** Another project, for whoever administers default; one's own unless given. */
                project?: string;
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
                        members: components["schemas"]["Member"][];
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
        };
    };
    putMember: {
        parameters: {
            query?: {
                /** Another project, for whoever administers default; one's own unless given. */
                project?: string;
            };
            header?: never;
            path: {
                /** `id` of the person. */
                person_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role: "viewer" | "operator" | "admin";
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
                        /** Names the person in this hub. */
                        id: string;
                        name: string | null;
                        email: string | null;
                        /** The provider that the person signs in at. */
                        issuer: string;
                        last_login_at: string | null;
                        /** The project. */
                        project: string;
                        /** @enum {string} */
                        role: "viewer" | "operator" | "admin";
                        /**
                         * Format: date-time
                         * When the person became one.
                         */
                        since: string;
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
            /** Default Response */
            409: {
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
    deleteMember: {
        parameters: {
            query?: {
                /** Another project, for whoever administers default; one's own unless given. */
                project?: string;
            };
            header?: never;
            path: {
                /** `id` of the person. */
                person_id: string;
            };
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
            /** Default Response */
            409: {
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
    listPeople: {
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
                        /** Whoever signed in last first. */
                        people: components["schemas"]["Person"][];
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
        };
    };
    listBudgets: {
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
                        /** By name. */
                        budgets: components["schemas"]["Budget"][];
                    };
                };
            };
        };
    };
    putBudget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the budget. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Of UTC.
                     * @enum {string}
                     */
                    period: "day" | "month";
                    /** US dollars. */
                    limit_usd: number;
                    /**
                     * What the value is of; without it, the budget is of everything.
                     * @enum {string}
                     */
                    by?: "agent" | "workflow" | "provider" | "model" | "service" | "environment" | "user" | "session" | "conversation";
                    /** Name of the agent, model, user … */
                    value?: string;
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
                        /** Its name. */
                        name: string;
                        /**
                         * Of UTC.
                         * @enum {string}
                         */
                        period: "day" | "month";
                        /** US dollars. */
                        limit_usd: number;
                        by: ("agent" | "workflow" | "provider" | "model" | "service" | "environment" | "user" | "session" | "conversation") | null;
                        value: string | null;
                        /**
                         * Format: date-time
                         * Begin of the present day or month.
                         */
                        period_start: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        period_end: string;
                        spent_usd: number | null;
                        share: number | null;
                        remaining_usd: number | null;
                        projected_usd: number | null;
                        projected_method: string | null;
                        projected_reason: string | null;
                        /**
                         * spent: the limit is reached; at_risk: 80 % of it is, or the projection is above it. Of priced calls alone.
                         * @enum {string}
                         */
                        status: "ok" | "at_risk" | "spent";
                        /** Calls of the period without a price, which the budget does not see. */
                        unpriced_calls: number;
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * When it was changed last.
                         */
                        updated_at: string;
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
    deleteBudget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the budget. */
                name: string;
            };
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
    getAdvice: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Of one agent alone. */
                agent?: string;
                /** Cheaper models that save less over the stretch are left out. */
                min_saving_usd?: number;
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
                        /**
                         * Format: date-time
                         * Begin.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * End.
                         */
                        to: string;
                        /** By kind; what saves most first. */
                        advice: {
                            /** @enum {string} */
                            kind: "slow_step" | "cheaper_model" | "futile_retries" | "growing_prompts";
                            subject: {
                                agent: string | null;
                                step: string | null;
                                provider: string | null;
                                model: string | null;
                            };
                            /** One or two sentences. */
                            finding: string;
                            /** The figures that the finding rests on. */
                            evidence: {
                                [key: string]: (number | string) | null;
                            };
                            saving_usd: number | null;
                            saving_ms: number | null;
                            /** Executions or calls that it rests on. */
                            samples: number;
                            /** Ids of some of the executions, where it rests on single ones. */
                            examples: string[];
                        }[];
                        /** What the advice is of; no advice with few of them says nothing. */
                        looked_at: {
                            /** Executions of agents that began in the stretch. */
                            executions: number;
                            /** Calls of models and tools. */
                            calls: number;
                        };
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    getCost: {
        parameters: {
            query?: {
                by?: "agent" | "workflow" | "provider" | "model" | "service" | "environment" | "user" | "session" | "conversation";
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Of the series, 1000 buckets at most; by the length of the stretch unless given. */
                interval?: "5m" | "1h" | "1d";
                /** Groups that are listed. */
                limit?: number;
                /** Name of the agent; by user, session and conversation, of the topmost one. Empty: none. Others likewise. */
                agent?: string;
                /** Name of the workflow within which a call was made. */
                workflow?: string;
                /** As in gen_ai.provider.name; not by user, session and conversation. */
                provider?: string;
                /** The model that answered; not by user, session and conversation. */
                model?: string;
                /** service.name. */
                service?: string;
                /** deployment.environment.name. */
                environment?: string;
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
                        /** @enum {string} */
                        by: "agent" | "workflow" | "provider" | "model" | "service" | "environment" | "user" | "session" | "conversation";
                        /**
                         * Format: date-time
                         * Begin: the begin of a stretch of five minutes where it is by what calls say.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * End.
                         */
                        to: string;
                        /**
                         * Length of the buckets of the series.
                         * @enum {string}
                         */
                        interval: "5m" | "1h" | "1d";
                        total: {
                            cost_usd: number | null;
                            /** Calls of models. */
                            calls: number;
                            /** Calls with tokens whose model has no price: not in the cost. */
                            unpriced_calls: number;
                            /** Cached ones included. */
                            input_tokens: number;
                            /** Reasoning included. */
                            output_tokens: number;
                            executions: number | null;
                            cost_per_execution_usd: number | null;
                            /** Part of the input that came from the cache. */
                            cache_read_tokens: number;
                            /** Part of the input that was written to the cache. */
                            cache_write_tokens: number;
                            /** Part of the output spent on reasoning. */
                            reasoning_tokens: number;
                        };
                        /** The stretch of the same length before. */
                        previous: {
                            cost_usd: number | null;
                            /** Calls of models. */
                            calls: number;
                            /** Calls with tokens whose model has no price: not in the cost. */
                            unpriced_calls: number;
                            /** Cached ones included. */
                            input_tokens: number;
                            /** Reasoning included. */
                            output_tokens: number;
                            executions: number | null;
                            cost_per_execution_usd: number | null;
                        };
                        /** Groups, listed or not. */
                        group_count: number;
                        /** The dearest first. */
                        groups: {
                            key: string | null;
                            share: number | null;
                            cost_usd: number | null;
                            /** Calls of models. */
                            calls: number;
                            /** Calls with tokens whose model has no price: not in the cost. */
                            unpriced_calls: number;
                            /** Cached ones included. */
                            input_tokens: number;
                            /** Reasoning included. */
                            output_tokens: number;
                            executions: number | null;
                            cost_per_execution_usd: number | null;
                            /** Part of the input that came from the cache. */
                            cache_read_tokens: number;
                            /** Part of the input that was written to the cache. */
                            cache_write_tokens: number;
                            /** Part of the output spent on reasoning. */
                            reasoning_tokens: number;
                        }[];
                        /** What began in each bucket, empty ones included; the first and last may be cut by the stretch. */
                        series: {
                            /**
                             * Format: date-time
                             * Begin of the bucket.
                             */
                            time: string;
                            cost_usd: number | null;
                            /** Calls of models. */
                            calls: number;
                            /** Calls with tokens whose model has no price: not in the cost. */
                            unpriced_calls: number;
                            /** Cached ones included. */
                            input_tokens: number;
                            /** Reasoning included. */
                            output_tokens: number;
                            /** The first five groups of the list, in its order; of users, sessions and conversations without null. */
                            groups: {
                                key: string | null;
                                cost_usd: number | null;
                                /** Calls of models. */
                                calls: number;
                            }[];
                        }[];
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    listRedactionRules: {
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
                        rules: components["schemas"]["RedactionRule"][];
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
    getRedactionRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule: lower-case letters, digits, - and _. */
                name: string;
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
                        name: string;
                        pattern: string;
                        replacement: string;
                        kinds: string[] | null;
                        keys: string[] | null;
                        enabled: boolean;
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * When it was changed last.
                         */
                        updated_at: string;
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
    putRedactionRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule: lower-case letters, digits, - and _. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** In the syntax of RE2: no lookaround, no references back. */
                    pattern: string;
                    /**
                     * Stands in place of each find; $1 is the first group, $$ a dollar sign.
                     * @default [redacted]
                     */
                    replacement: string;
                    kinds?: ("span" | "event" | "log" | "alert" | "metric")[] | null;
                    keys?: string[] | null;
                    /** @default true */
                    enabled: boolean;
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
                        name: string;
                        pattern: string;
                        replacement: string;
                        kinds: string[] | null;
                        keys: string[] | null;
                        enabled: boolean;
                        /**
                         * Format: date-time
                         * When it was made.
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * When it was changed last.
                         */
                        updated_at: string;
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
    deleteRedactionRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the rule: lower-case letters, digits, - and _. */
                name: string;
            };
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
    testRedaction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** A text, or an object of attributes. At most 64 KiB. */
                    sample: unknown;
                    /** @enum {string} */
                    kind?: "span" | "event" | "log" | "alert" | "metric";
                    /** Rules that are not stored, tried beside those that are; one of the same name takes its place. */
                    rules?: {
                        /** Name of the rule: lower-case letters, digits, - and _. */
                        name: string;
                        /** In the syntax of RE2: no lookaround, no references back. */
                        pattern: string;
                        /**
                         * Stands in place of each find; $1 is the first group, $$ a dollar sign.
                         * @default [redacted]
                         */
                        replacement: string;
                        kinds?: ("span" | "event" | "log" | "alert" | "metric")[] | null;
                        keys?: string[] | null;
                        /** @default true */
                        enabled: boolean;
                    }[];
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
                        /** What would be stored. */
                        stored: unknown;
                        matches: {
                            /** `secrets` is what each hub looks for. */
                            rule: string;
                            count: number;
                        }[];
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
    getRetention: {
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
                        /** RETENTION_DAYS: nothing is kept for longer. */
                        retention_days: number;
                        kinds: {
                            kind: string;
                            /** The setting that says how long. */
                            setting: string;
                            kept_hours: number;
                            oldest_day: string | null;
                            /** On disk, indexes included. */
                            bytes: number;
                            next_drop_at: string | null;
                        }[];
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
    exportUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Id of the user as it was sent. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Lines of JSON. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": unknown;
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": {
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
                    "application/x-ndjson": {
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
                    "application/x-ndjson": {
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
                    "application/x-ndjson": {
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
                    "application/x-ndjson": {
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
    listErasures: {
        parameters: {
            query?: {
                limit?: number;
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
                        erasures: components["schemas"]["Erasure"][];
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
    getUser: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 43200 unless either is given. */
                minutes?: number;
            };
            header?: never;
            path: {
                /** User id, exact. */
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
                        /**
                         * Format: date-time
                         * Begin of the stretch: executions count that began in it.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        user: components["schemas"]["UserSummary"];
                        /** Those that ran most first, at most 100. */
                        agents: {
                            /** Name. */
                            agent: string;
                            /** @enum {string} */
                            kind: "agent" | "workflow";
                            /** Executions. */
                            executions: number;
                            /** Of these, failed. */
                            failed: number;
                            cost_usd: number | null;
                            /** Calls of models that have no price and are not in the cost. */
                            unpriced_calls: number;
                        }[];
                        /** The newest 50, as far as they are of this user. */
                        sessions: components["schemas"]["SessionSummary"][];
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    eraseUser: {
        parameters: {
            query: {
                /** The id of the user once more: it cannot be undone. */
                confirm: string;
            };
            header?: never;
            path: {
                /** Id of the user as it was sent. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        state: "collecting" | "deleting" | "checking" | "done";
                        /** A keyed hash of the id, the same for each erasure of this user. */
                        user_hash: string;
                        /** Rows that are gone, by kind. */
                        deleted: {
                            executions: number;
                            spans: number;
                            events: number;
                            logs: number;
                            evaluations: number;
                            calls: number;
                            snapshots: number;
                            memory: number;
                            heartbeats: number;
                            alerts: number;
                            metric_series: number;
                            budgets: number;
                        };
                        /** Traces that are still to be deleted. */
                        waiting_traces: number;
                        requested_by: string;
                        /**
                         * Format: date-time
                         * What came before is deleted.
                         */
                        requested_at: string;
                        finished_at: string | null;
                        /** What becomes of the user in other stores, in words. */
                        elsewhere: {
                            loki: string;
                            jaeger: string;
                            prometheus: string;
                            backups: string;
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
    getErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
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
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        state: "collecting" | "deleting" | "checking" | "done";
                        /** A keyed hash of the id, the same for each erasure of this user. */
                        user_hash: string;
                        /** Rows that are gone, by kind. */
                        deleted: {
                            executions: number;
                            spans: number;
                            events: number;
                            logs: number;
                            evaluations: number;
                            calls: number;
                            snapshots: number;
                            memory: number;
                            heartbeats: number;
                            alerts: number;
                            metric_series: number;
                            budgets: number;
                        };
                        /** Traces that are still to be deleted. */
                        waiting_traces: number;
                        requested_by: string;
                        /**
                         * Format: date-time
                         * What came before is deleted.
                         */
                        requested_at: string;
                        finished_at: string | null;
                        /** What becomes of the user in other stores, in words. */
                        elsewhere: {
                            loki: string;
                            jaeger: string;
                            prometheus: string;
                            backups: string;
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
    listSearchFields: {
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
                        fields: components["schemas"]["SearchField"][];
                        /** Characters that a query may have. */
                        max_length: number;
                    };
                };
            };
        };
    };
    compareGroups: {
        parameters: {
            query: {
                /** The one group, as `query` of GET /api/v1/executions: `agent:planner version:1.*`. */
                a: string;
                /** The other group. */
                b: string;
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Runs that are looked at of each side, at most: the newest. */
                sample?: number;
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
                        /**
                         * Format: date-time
                         * Runs that began then or later.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Runs that began before then.
                         */
                        to: string;
                        /** Runs that are looked at of each side, at most: the newest. */
                        sample: number;
                        a: components["schemas"]["GroupFigures"];
                        b: components["schemas"]["GroupFigures"];
                        differences: {
                            success_rate: components["schemas"]["Difference"];
                            duration_mean_ms: components["schemas"]["Difference"];
                            duration_p50_ms: components["schemas"]["Difference"];
                            duration_p95_ms: components["schemas"]["Difference"];
                            tokens_mean: components["schemas"]["Difference"];
                            cost_mean_usd: components["schemas"]["Difference"];
                        };
                        /** The most frequent first, 200 at most. */
                        steps: components["schemas"]["ComparedStep"][];
                        /** Whether there are more steps than these. */
                        steps_truncated: boolean;
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
            422: {
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
    getCriticalPath: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** 32 hex digits of a trace, or 48 of an execution. */
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
                        /** 32 hex digits. */
                        trace_id: string;
                        execution_id: string | null;
                        /** Of that execution, else of the first span. */
                        name: string;
                        /** @enum {string} */
                        status: "running" | "completed" | "failed" | "cancelled";
                        /**
                         * Format: date-time
                         * Begin of what the answer is of.
                         */
                        start_time: string;
                        /**
                         * Format: date-time
                         * Its end; while it runs, the time of the answer.
                         */
                        end_time: string;
                        /** Milliseconds: from begin to end. */
                        duration_ms: number;
                        /** Spans that were read. */
                        span_count: number;
                        /** Whether the trace has more spans than were read, or a list was cut. */
                        truncated: boolean;
                        /** By time; they do not overlap, and together they are the duration. */
                        segments: {
                            span_id: string | null;
                            execution_id: string | null;
                            name: string;
                            service: string;
                            /**
                             * `span`: none of the steps of an agent.
                             * @enum {string}
                             */
                            kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                            /** @enum {string} */
                            status: "running" | "completed" | "failed" | "cancelled";
                            /** Milliseconds: since the begin. */
                            offset_ms: number;
                            /** Milliseconds: that passed here, in the span itself. */
                            self_ms: number;
                            /** Of the duration. */
                            share: number;
                        }[];
                        /** The same by name, service and kind, the longest first. */
                        by_step: {
                            name: string;
                            service: string;
                            /**
                             * `span`: none of the steps of an agent.
                             * @enum {string}
                             */
                            kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                            /** Milliseconds: on the path, added up. */
                            self_ms: number;
                            /** Of the duration. */
                            share: number;
                            /** Different spans on the path. */
                            spans: number;
                        }[];
                        /** Milliseconds: by which the last span outlasted the end; that is no part of the path. */
                        outlasted_ms: number;
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
    getFlame: {
        parameters: {
            query?: {
                /** One frame for siblings of one name and kind. */
                merge?: boolean;
            };
            header?: never;
            path: {
                /** 32 hex digits of a trace, or 48 of an execution. */
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
                        /** 32 hex digits. */
                        trace_id: string;
                        execution_id: string | null;
                        /** Of that execution, else of the first span. */
                        name: string;
                        /** @enum {string} */
                        status: "running" | "completed" | "failed" | "cancelled";
                        /**
                         * Format: date-time
                         * Begin of what the answer is of.
                         */
                        start_time: string;
                        /**
                         * Format: date-time
                         * Its end; while it runs, the time of the answer.
                         */
                        end_time: string;
                        /** Milliseconds: from begin to end. */
                        duration_ms: number;
                        /** Spans that were read. */
                        span_count: number;
                        /** Whether the trace has more spans than were read, or a list was cut. */
                        truncated: boolean;
                        /** Frames in `roots`. */
                        frames: number;
                        /** Nested; `(more)` holds what is beyond 5,000 frames or 100 levels. */
                        roots: components["schemas"]["FlameFrame"][];
                        /** The spans, each followed by what is below it, by start; at most 5,000. */
                        waterfall: {
                            span_id: string;
                            parent_span_id: string | null;
                            /** From 0. */
                            depth: number;
                            name: string;
                            service: string;
                            /**
                             * `span`: none of the steps of an agent.
                             * @enum {string}
                             */
                            kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                            /** @enum {string} */
                            status: "running" | "completed" | "failed" | "cancelled";
                            /** Milliseconds: since the begin; negative where a clock is off. */
                            offset_ms: number;
                            /** Milliseconds: from its start to its end. */
                            duration_ms: number;
                            /** Milliseconds: in which none of its children ran. */
                            self_ms: number;
                            /** Milliseconds: on the critical path. */
                            path_ms: number;
                        }[];
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
    compareTraces: {
        parameters: {
            query: {
                /** 32 hex digits of a trace, or 48 of an execution. */
                a: string;
                /** 32 hex digits of a trace, or 48 of an execution. */
                b: string;
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
                        a: {
                            /** 32 hex digits. */
                            trace_id: string;
                            execution_id: string | null;
                            /** Of that execution, else of the first span. */
                            name: string;
                            /** @enum {string} */
                            status: "running" | "completed" | "failed" | "cancelled";
                            /**
                             * Format: date-time
                             * Begin of what the answer is of.
                             */
                            start_time: string;
                            /**
                             * Format: date-time
                             * Its end; while it runs, the time of the answer.
                             */
                            end_time: string;
                            /** Milliseconds: from begin to end. */
                            duration_ms: number;
                            /** Spans that were read. */
                            span_count: number;
                            /** Whether the trace has more spans than were read, or a list was cut. */
                            truncated: boolean;
                            agent_or_workflow: ("agent" | "workflow") | null;
                            error: {
                                type: string;
                                message: string;
                            } | null;
                            figures: components["schemas"]["ComparedFigures"];
                        };
                        b: {
                            /** 32 hex digits. */
                            trace_id: string;
                            execution_id: string | null;
                            /** Of that execution, else of the first span. */
                            name: string;
                            /** @enum {string} */
                            status: "running" | "completed" | "failed" | "cancelled";
                            /**
                             * Format: date-time
                             * Begin of what the answer is of.
                             */
                            start_time: string;
                            /**
                             * Format: date-time
                             * Its end; while it runs, the time of the answer.
                             */
                            end_time: string;
                            /** Milliseconds: from begin to end. */
                            duration_ms: number;
                            /** Spans that were read. */
                            span_count: number;
                            /** Whether the trace has more spans than were read, or a list was cut. */
                            truncated: boolean;
                            agent_or_workflow: ("agent" | "workflow") | null;
                            error: {
                                type: string;
                                message: string;
                            } | null;
                            figures: components["schemas"]["ComparedFigures"];
                        };
                        difference: components["schemas"]["ComparedDifference"];
                        structure: {
                            /** Whether both have the same steps, each as often. */
                            is_same: boolean;
                            /** Steps in both. */
                            in_both: number;
                            /** Steps only in a. */
                            only_a: number;
                            /** Steps only in b. */
                            only_b: number;
                        };
                        /** In the order of a, then what is only in b; at most 2,000. */
                        steps: {
                            /** Names from the root down. */
                            path: string[];
                            /** From 0. */
                            depth: number;
                            /**
                             * `span`: none of the steps of an agent.
                             * @enum {string}
                             */
                            kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                            /** @enum {string} */
                            in: "a" | "b" | "both";
                            a: components["schemas"]["ComparedFigures"] | null;
                            b: components["schemas"]["ComparedFigures"] | null;
                            difference: components["schemas"]["ComparedDifference"] | null;
                        }[];
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
    getBottlenecks: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Runs of this agent, exact. */
                agent?: string;
                /** Runs of this workflow, exact. */
                workflow?: string;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        runs: {
                            /** Runs whose spans were read: the newest of each agent and workflow. */
                            read: number;
                            /** Runs that began in the stretch (rounded to five minutes). */
                            of: number;
                            /** Runs that were chosen and have too many spans, or none that is stored. */
                            left_out: number;
                        };
                        mean_ms: number | null;
                        /** What costs the most time first. */
                        steps: {
                            /**
                             * `span`: none of the steps of an agent.
                             * @enum {string}
                             */
                            kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                            /** Of the step, tool or model; of an agent or workflow: its own time between steps. */
                            name: string;
                            /** Of the time of all runs; where some of an agent were read, they stand for all of it. */
                            share: number;
                            /** Milliseconds: on the critical paths of the runs read. */
                            path_ms: number;
                            /** Milliseconds: all that its spans took in these runs, on the path or not. */
                            busy_ms: number;
                            /** Milliseconds: mean on the path, of the runs in which it is on it. */
                            mean_ms: number;
                            /** Milliseconds: 95th percentile of the same. */
                            p95_ms: number;
                            /** Runs in which it is on the path. */
                            runs: number;
                            /** Agents and workflows of these runs, at most 10. */
                            agents: string[];
                            /** The execution that it cost the most time; GET /api/v1/traces/{id}/critical-path shows it. */
                            example: string;
                        }[];
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    getServiceMap: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Of the sender, exact. */
                environment?: string;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        environment: string | null;
                        /** Requests between services, databases, and agents that start agents are known from these only. */
                        sample: {
                            /** Traces that were read. */
                            traces: number;
                            /** Their spans. */
                            spans: number;
                            /** Calls of models and tools of which p95_ms is. */
                            calls_for_p95: number;
                        };
                        nodes: {
                            /** kind:name. */
                            id: string;
                            /** @enum {string} */
                            kind: "service" | "agent" | "workflow" | "provider" | "model" | "tool" | "database";
                            name: string;
                            /**
                             * What the counts are of: everything in the stretch, or the sampled traces.
                             * @enum {string}
                             */
                            of: "figures" | "sample";
                            /** Calls, requests or runs. */
                            calls: number;
                            /** Of these, how many failed. */
                            errors: number;
                            error_rate: number | null;
                            mean_ms: number | null;
                        }[];
                        edges: {
                            /** Id of a node. */
                            from: string;
                            /** Id of a node. */
                            to: string;
                            /**
                             * What the counts are of: everything in the stretch, or the sampled traces.
                             * @enum {string}
                             */
                            of: "figures" | "sample";
                            /** Calls, requests or runs. */
                            calls: number;
                            /** Of these, how many failed. */
                            errors: number;
                            error_rate: number | null;
                            mean_ms: number | null;
                            p95_ms: number | null;
                        }[];
                        /** Whether edges were left out: the 500 with most calls are here. */
                        truncated: boolean;
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    getTimeline: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 60 unless either is given. */
                minutes?: number;
                /** Comma list of execution_start, execution_end, execution_error, execution_cancel, llm_call, tool_call, step_start, step_end, snapshot, log, alert, health_change, mark; all unless given. */
                types?: string;
                /** Name of an agent or workflow, exact. */
                agent?: string;
                /** Id of a session, exact. */
                session?: string;
                /** Id of a user, exact. */
                user?: string;
                /** 32 hex digits, or 48 of an execution; without a time, all that is kept of it. */
                trace_id?: string;
                /** asc: from the begin of the stretch on; desc: the newest first. */
                order?: "asc" | "desc";
                limit?: number;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        entries: {
                            /**
                             * Format: date-time
                             * When; a call is at its begin.
                             */
                            time: string;
                            /**
                             * `mark`: what the hub found odd about an execution.
                             * @enum {string}
                             */
                            type: "execution_start" | "execution_end" | "execution_error" | "execution_cancel" | "llm_call" | "tool_call" | "step_start" | "step_end" | "snapshot" | "log" | "alert" | "health_change" | "mark";
                            /** One readable line. */
                            title: string;
                            /** @enum {string} */
                            severity: "debug" | "info" | "warn" | "error" | "fatal";
                            execution_id: string | null;
                            trace_id: string | null;
                            service: string | null;
                            duration_ms: number | null;
                        }[];
                        /** With user or session: whether only their 1,000 newest executions were looked at. */
                        truncated: boolean;
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
    countTimeline: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 60 unless either is given. */
                minutes?: number;
                /** Comma list of execution_start, execution_end, execution_error, execution_cancel, llm_call, tool_call, step_start, step_end, snapshot, log, alert, health_change, mark; all unless given. */
                types?: string;
                /** Name of an agent or workflow, exact. */
                agent?: string;
                /** Id of a session, exact. */
                session?: string;
                /** Id of a user, exact. */
                user?: string;
                /** 32 hex digits, or 48 of an execution; without a time, all that is kept of it. */
                trace_id?: string;
                /** Into how many equal parts the stretch is divided. */
                parts?: number;
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
                    "application/json": components["schemas"]["TimelineCounts"];
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
    listFailureGroups: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Name of an agent or workflow that failed. */
                agent?: string;
                /** service.name of its sender. */
                service?: string;
                /** deployment.environment.name of its service. */
                environment?: string;
                /** Groups at most. */
                limit?: number;
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
                    "application/json": components["schemas"]["FailureGroups"];
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
    getFailureGroup: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Name of an agent or workflow that failed. */
                agent?: string;
                /** service.name of its sender. */
                service?: string;
                /** deployment.environment.name of its service. */
                environment?: string;
            };
            header?: never;
            path: {
                /** 16 hex digits. */
                fingerprint: string;
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
                    "application/json": components["schemas"]["FailureGroupDetail"];
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
    listStuckExecutions: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Name of an agent or workflow that failed. */
                agent?: string;
                /** service.name of its sender. */
                service?: string;
                /** deployment.environment.name of its service. */
                environment?: string;
                /** Executions of each list at most. */
                limit?: number;
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
                    "application/json": components["schemas"]["StuckExecutions"];
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
    getResources: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 60 unless either is given. */
                minutes?: number;
                /** service.name of its sender. */
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
                    "application/json": components["schemas"]["Resources"];
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
    findAnomalies: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Only this agent. */
                agent?: string;
                /** Only this model; with `agent` as that agent calls it. */
                model?: string;
                /** Only this metric. */
                metric?: "runs" | "errors" | "duration" | "tool_calls" | "tokens_per_run" | "cost_per_run" | "cost" | "model_calls" | "model_errors" | "model_duration" | "model_tokens_per_call" | "model_cost";
                /** Only what is at least so far out; 1 is the edge of the band. */
                min_score?: number;
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
                    "application/json": components["schemas"]["AnomalyReport"];
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
    forecast: {
        parameters: {
            query?: {
                /** load unless given. */
                metric?: "load" | "failures" | "cost" | "tokens" | "disk";
                /** From now on; 24h unless given. */
                horizon?: "1h" | "24h" | "7d" | "30d";
                /** Only this agent; there is no disk of an agent. */
                agent?: string;
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
                    "application/json": components["schemas"]["Forecast"];
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
    getAnalytics: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Only this agent. */
                agent?: string;
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
                    "application/json": components["schemas"]["Analytics"];
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
    listEvents: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z. Unless given, a day before the end; all that is kept with `trace_id` or `execution_id`. */
                start_time?: string;
                /** End; now, unless given. */
                end_time?: string;
                /** Comma list of debug, info, warn, error, fatal, or 1 (debug, info), 2 (warn), 3 (error, fatal). */
                severity?: string;
                /** Comma list of execution_start, execution_end, execution_error, execution_cancel, step_start, step_end, llm_call, tool_call, snapshot, log, alert, health_change. */
                type?: string;
                /** Comma list of names of agents, or of workflows. */
                agent?: string;
                /** Of this trace; the id of an execution does as well. */
                trace_id?: string;
                /** Of this execution itself. */
                execution_id?: string;
                /** Words that all occur, in any case, in the message, the type or the attributes. */
                search?: string;
                /** Events of a page, at most MAX_EVENTS_PER_QUERY; 100 unless given. */
                limit?: number;
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
                        /** Newest first. */
                        events: components["schemas"]["ListedEvent"][];
                        next_cursor: string | null;
                        /**
                         * Format: date-time
                         * The events are from then on …
                         */
                        start_time: string;
                        /**
                         * Format: date-time
                         * … and before then.
                         */
                        end_time: string;
                        /** What was not searched, since content is encrypted, or is no longer kept. */
                        note?: string;
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
            422: {
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
    listEventsShort: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z. Unless given, a day before the end; all that is kept with `trace_id` or `execution_id`. */
                start_time?: string;
                /** End; now, unless given. */
                end_time?: string;
                /** Comma list of debug, info, warn, error, fatal, or 1 (debug, info), 2 (warn), 3 (error, fatal). */
                severity?: string;
                /** Comma list of execution_start, execution_end, execution_error, execution_cancel, step_start, step_end, llm_call, tool_call, snapshot, log, alert, health_change. */
                type?: string;
                /** Comma list of names of agents, or of workflows. */
                agent?: string;
                /** Of this trace; the id of an execution does as well. */
                trace_id?: string;
                /** Of this execution itself. */
                execution_id?: string;
                /** Words that all occur, in any case, in the message, the type or the attributes. */
                search?: string;
                /** Events of a page, at most MAX_EVENTS_PER_QUERY; 100 unless given. */
                limit?: number;
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
                        /** Newest first. */
                        events: components["schemas"]["ListedEvent"][];
                        next_cursor: string | null;
                        /**
                         * Format: date-time
                         * The events are from then on …
                         */
                        start_time: string;
                        /**
                         * Format: date-time
                         * … and before then.
                         */
                        end_time: string;
                        /** What was not searched, since content is encrypted, or is no longer kept. */
                        note?: string;
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
            422: {
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
    listAgents: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** deployment.environment.name, exact. */
                environment?: string;
                /** Only agents, or only workflows. */
                kind?: "agent" | "workflow";
                /** Largest first; last_seen unless given. Unknown ones come last. */
                sort?: "last_seen" | "cost" | "executions" | "failed" | "error_rate" | "mean_duration" | "p95_duration" | "tokens";
                limit?: number;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch: executions count that began in it.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        /**
                         * Format: date-time
                         * Users, sessions, versions, percentiles, errors and what runs are of this part: seven days at most.
                         */
                        details_from: string;
                        agents: components["schemas"]["AgentSummary"][];
                        /** Agents and workflows, of all pages. */
                        total: number;
                        next_cursor: string | null;
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    getAgent: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** deployment.environment.name, exact. */
                environment?: string;
                /** agent unless given. */
                kind?: "agent" | "workflow";
            };
            header?: never;
            path: {
                /** Name, exact. */
                name: string;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch: executions count that began in it.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        /**
                         * Format: date-time
                         * Users, sessions, versions, percentiles, errors and what runs are of this part: seven days at most.
                         */
                        details_from: string;
                        agent: components["schemas"]["AgentSummary"];
                        models: {
                            provider: string | null;
                            /** Name. */
                            model: string;
                            /** Calls that began in the stretch. */
                            calls: number;
                            /** Of these, how many failed. */
                            failed: number;
                            error_rate: number | null;
                            mean_duration_ms: number | null;
                            /** Of its own calls of models; cached tokens included. */
                            input_tokens: number;
                            /** Of its own calls of models. */
                            output_tokens: number;
                            cost_usd: number | null;
                            /** Calls of models that have no price and are not in the cost. */
                            unpriced_calls: number;
                        }[];
                        tools: {
                            /** Name. */
                            tool: string;
                            /** Calls that began in the stretch. */
                            calls: number;
                            /** Of these, how many failed. */
                            failed: number;
                            error_rate: number | null;
                            mean_duration_ms: number | null;
                        }[];
                        error_types: {
                            /** error.type; unknown where none was given. */
                            type: string;
                            /** Executions that failed so since details_from. */
                            count: number;
                            /**
                             * Format: date-time
                             * When the last of them began.
                             */
                            last_seen: string;
                        }[];
                        /** Length of a point of the series. */
                        bucket_seconds: number;
                        /** Points without anything are left out. */
                        series: {
                            /**
                             * Format: date-time
                             * Begin of the point.
                             */
                            time: string;
                            /** Began. */
                            executions: number;
                            /** Of these, failed. */
                            failed: number;
                            error_rate: number | null;
                            mean_duration_ms: number | null;
                            p50_duration_ms: number | null;
                            p95_duration_ms: number | null;
                            /** Of its own calls of models; cached tokens included. */
                            input_tokens: number;
                            /** Of its own calls of models. */
                            output_tokens: number;
                            cost_usd: number | null;
                            /** Calls of models that have no price and are not in the cost. */
                            unpriced_calls: number;
                        }[];
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    listUsers: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Name of an agent that ran, exact. */
                agent?: string;
                /** deployment.environment.name, exact. */
                environment?: string;
                /** Largest first; last_activity unless given. */
                sort?: "last_activity" | "cost" | "executions";
                limit?: number;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch: executions count that began in it.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        users: components["schemas"]["UserSummary"][];
                        next_cursor: string | null;
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    listSessions: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Name of an agent that ran, exact. */
                agent?: string;
                /** User id, exact: what was done for this user. */
                user?: string;
                /** deployment.environment.name, exact. */
                environment?: string;
                /** Largest first; last_activity unless given. */
                sort?: "last_activity" | "cost" | "executions";
                limit?: number;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch: executions count that began in it.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        sessions: components["schemas"]["SessionSummary"][];
                        next_cursor: string | null;
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    getSession: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 43200 unless either is given. */
                minutes?: number;
            };
            header?: never;
            path: {
                /** `session_id` of the list. */
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
                        /**
                         * Format: date-time
                         * Begin of the stretch: executions count that began in it.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        session: components["schemas"]["SessionSummary"];
                        /** Those that ran most first, at most 100. */
                        agents: {
                            /** Name. */
                            agent: string;
                            /** @enum {string} */
                            kind: "agent" | "workflow";
                            /** Executions. */
                            executions: number;
                            /** Of these, failed. */
                            failed: number;
                            cost_usd: number | null;
                            /** Calls of models that have no price and are not in the cost. */
                            unpriced_calls: number;
                        }[];
                        /** Its executions by their start, at most 500. */
                        runs: components["schemas"]["ExecutionSummary"][];
                        /** Of these runs, at most 500. */
                        evaluations: components["schemas"]["Evaluation"][];
                        /** Lists that are cut. */
                        truncated: ("runs" | "evaluations")[];
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    listEvaluations: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Name of the evaluation, exact. */
                name?: string;
                /** Name of the agent or workflow that was judged, exact. */
                agent?: string;
                /** Label, exact. */
                label?: string;
                /** Smallest score. */
                min_score?: number;
                /** Largest score. */
                max_score?: number;
                limit?: number;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        evaluations: components["schemas"]["Evaluation"][];
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
    summariseEvaluations: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                /** Name of the evaluation, exact. */
                name?: string;
                /** Name of the agent or workflow that was judged, exact. */
                agent?: string;
                /** Label, exact. */
                label?: string;
                /** Smallest score. */
                min_score?: number;
                /** Largest score. */
                max_score?: number;
                /** What they are grouped by beside their name; name unless given. */
                by?: "name" | "agent" | "version" | "model";
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
                        /**
                         * Format: date-time
                         * Begin of the stretch.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        /** Evaluations that this is made of, those of the stretch before included. */
                        considered: number;
                        /** Whether older ones were left out, as there are more than 50,000. */
                        truncated: boolean;
                        /** Length of a point of the trends. */
                        bucket_seconds: number;
                        /** At most 500, those with most evaluations first. */
                        groups: {
                            group: string | null;
                            /** Of the evaluation: those of different names are never mixed. */
                            name: string;
                            /** Evaluations. */
                            count: number;
                            /** Of these, how many have a score. */
                            scored: number;
                            mean: number | null;
                            min: number | null;
                            max: number | null;
                            /** Tenths from 0 to 1, 1 itself in the last, and what lies outside. Those without any are left out. */
                            distribution: {
                                from: number | null;
                                to: number | null;
                                /** Evaluations. */
                                count: number;
                            }[];
                            /** The twenty most frequent. */
                            labels: {
                                /** Label. */
                                label: string;
                                /** Evaluations. */
                                count: number;
                            }[];
                            /** Points without any are left out. */
                            trend: {
                                /**
                                 * Format: date-time
                                 * Begin of the point.
                                 */
                                time: string;
                                /** Evaluations. */
                                count: number;
                                mean: number | null;
                            }[];
                            /** Of the stretch of the same length before. */
                            before: {
                                /** Evaluations. */
                                count: number;
                                mean: number | null;
                            };
                            change: number | null;
                        }[];
                        /** Whether there are more groups. */
                        groups_truncated: boolean;
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    giveFeedback: {
        parameters: {
            query?: never;
            header?: {
                /** A text that no other request of the caller has, such as a UUID in quotes: what is sent again under it within 24 hours is not done again, and gets the first answer. */
                "idempotency-key"?: string;
            };
            path: {
                /** 48 hex digits. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** user_feedback unless given. */
                    name?: string;
                    /** From 0 to 1, so that the metrics count it. */
                    score?: number;
                    /** Such as helpful. */
                    label?: string;
                    /** Kept, with what looks like a secret redacted. */
                    comment?: string;
                    /** Who says so. */
                    user_id?: string;
                };
            };
        };
        responses: {
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Of the record. */
                        id: string;
                        /**
                         * Format: date-time
                         * When it was judged.
                         */
                        time: string;
                        /** What was judged, such as relevance; user_feedback unless a user names it. */
                        name: string;
                        score: number | null;
                        label: string | null;
                        explanation: string | null;
                        source: string | null;
                        user_id: string | null;
                        /** Who sent it. */
                        service: string;
                        trace_id: string | null;
                        span_id: string | null;
                        execution_id: string | null;
                        agent: string | null;
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
            422: {
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
    listMemory: {
        parameters: {
            query?: {
                /** Name of the agent, exact. */
                agent?: string;
                /** Id of the store, exact. */
                store?: string;
                limit?: number;
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
                        /** Those that changed last first. */
                        records: components["schemas"]["MemoryRecord"][];
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
    getMemory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the agent. */
                agent: string;
                /** Id of the store; `default` where a span gave none. */
                store: string;
                /** Id of the record. */
                record: string;
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
                        /** Whose memory it is. */
                        agent: string;
                        /** gen_ai.memory.store.id; `default` where a span gives none. */
                        store: string;
                        /** gen_ai.memory.record.id. */
                        record: string;
                        /** What it holds; null where that was not sent, or is larger than 64 KiB. */
                        content: unknown;
                        metadata: {
                            [key: string]: unknown;
                        } | null;
                        execution_id: string | null;
                        /**
                         * Format: date-time
                         * When it was first told of.
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * When it last changed. It goes when RETENTION_DAYS have passed since then.
                         */
                        updated_at: string;
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
    putMemory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the agent. */
                agent: string;
                /** Id of the store; `default` where a span gave none. */
                store: string;
                /** Id of the record. */
                record: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Any JSON, at most 64 KiB. */
                    content: unknown;
                    /** What is said of it, at most 64 KiB. */
                    metadata?: {
                        [key: string]: unknown;
                    };
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
                        /** Whose memory it is. */
                        agent: string;
                        /** gen_ai.memory.store.id; `default` where a span gives none. */
                        store: string;
                        /** gen_ai.memory.record.id. */
                        record: string;
                        /** What it holds; null where that was not sent, or is larger than 64 KiB. */
                        content: unknown;
                        metadata: {
                            [key: string]: unknown;
                        } | null;
                        execution_id: string | null;
                        /**
                         * Format: date-time
                         * When it was first told of.
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * When it last changed. It goes when RETENTION_DAYS have passed since then.
                         */
                        updated_at: string;
                    };
                };
            };
            /** Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Whose memory it is. */
                        agent: string;
                        /** gen_ai.memory.store.id; `default` where a span gives none. */
                        store: string;
                        /** gen_ai.memory.record.id. */
                        record: string;
                        /** What it holds; null where that was not sent, or is larger than 64 KiB. */
                        content: unknown;
                        metadata: {
                            [key: string]: unknown;
                        } | null;
                        execution_id: string | null;
                        /**
                         * Format: date-time
                         * When it was first told of.
                         */
                        created_at: string;
                        /**
                         * Format: date-time
                         * When it last changed. It goes when RETENTION_DAYS have passed since then.
                         */
                        updated_at: string;
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
        };
    };
    deleteMemory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** Name of the agent. */
                agent: string;
                /** Id of the store; `default` where a span gave none. */
                store: string;
                /** Id of the record. */
                record: string;
            };
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
    listWorkflows: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
                limit?: number;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        /** By name; definitions are left out (null). */
                        workflows: components["schemas"]["Workflow"][];
                        next_cursor: string | null;
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    getWorkflow: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
            };
            header?: never;
            path: {
                /** gen_ai.workflow.name. */
                name: string;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        workflow: components["schemas"]["Workflow"];
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    putWorkflow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** gen_ai.workflow.name. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Any JSON, at most 256 KiB. */
                    definition: unknown;
                };
            };
        };
        responses: {
            /** Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
        };
    };
    getWorkflowGraph: {
        parameters: {
            query?: {
                /** Begin, as 2026-01-02T03:04:05Z; 400 days at most. */
                from?: string;
                /** End; now, unless given. */
                to?: string;
                /** In place of `from`: minutes up to the end; 1440 unless either is given. */
                minutes?: number;
            };
            header?: never;
            path: {
                /** gen_ai.workflow.name. */
                name: string;
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
                        /**
                         * Format: date-time
                         * Begin of the stretch.
                         */
                        from: string;
                        /**
                         * Format: date-time
                         * Its end.
                         */
                        to: string;
                        runs: {
                            /** Runs whose spans were read: the newest that have ended, 200 at most. */
                            read: number;
                            /** Runs that began in the stretch (rounded to five minutes). */
                            of: number;
                            /** Runs that were chosen and have too many spans, or none that is stored. */
                            left_out: number;
                        };
                        mean_ms: number | null;
                        /** By depth; of one depth what takes the most time first. 200 at most. */
                        nodes: {
                            /** Kinds and names from the workflow down to the step. */
                            id: string;
                            parent: string | null;
                            /**
                             * `span`: none of the steps of an agent.
                             * @enum {string}
                             */
                            kind: "step" | "llm" | "embedding" | "tool" | "retrieval" | "memory" | "plan" | "agent" | "workflow" | "span";
                            name: string;
                            /** 0 is the workflow itself; five levels below it are told. */
                            depth: number;
                            /** How often it ran, tries and turns of loops included. */
                            count: number;
                            /** Runs in which it ran. */
                            runs: number;
                            /** How often it failed. */
                            failed: number;
                            /** Milliseconds: mean duration. */
                            mean_ms: number;
                            /** Milliseconds: 95th percentile of its duration. */
                            p95_ms: number;
                            /** Of the time of all runs: it and all within it, on the critical path. */
                            share: number;
                            /** The same without what is within it. */
                            own_share: number;
                            /** The execution in which it took longest. */
                            example: string;
                            failed_example: string | null;
                        }[];
                        edges: {
                            /** A node. */
                            from: string;
                            /** A node. */
                            to: string;
                            /**
                             * next: it began once the other had ended. within: it was the first to begin within the other.
                             * @enum {string}
                             */
                            kind: "next" | "within";
                            /** How often. */
                            count: number;
                            /** How often what it leads to failed. */
                            failed: number;
                            /** Milliseconds: mean time from the end (within: from the begin) of the one to the begin of the other. */
                            wait_ms: number;
                        }[];
                        /** Whether steps are left out. */
                        truncated: boolean;
                        /**
                         * Format: date-time
                         * When this was found; the header Age says how long ago.
                         */
                        computed_at: string;
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
    getSnapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** 48 hex digits. */
                id: string;
                /** Place of the snapshot in its execution, from 0. */
                sequence: number;
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
                        snapshot: components["schemas"]["Snapshot"];
                        previous: number | null;
                        next: number | null;
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
    compareSnapshots: {
        parameters: {
            query: {
                /** Sequence of the one. */
                from: number;
                /** Of the other, earlier or later. */
                to: number;
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
                        from: components["schemas"]["Snapshot"];
                        to: components["schemas"]["Snapshot"];
                        changes: {
                            /** @enum {string} */
                            op: "add" | "remove" | "replace";
                            /** JSON Pointer (RFC 6901). */
                            path: string;
                            /** Of add and replace. */
                            value?: unknown;
                            /** Of remove and replace: what was there, where that can be told. */
                            before?: unknown;
                        }[] | null;
                        change_count: number | null;
                        /** Whether changes were left out, above 1,000 or 1 MiB. */
                        truncated: boolean;
                        /** Snapshots after the first up to the second, at most 1,000: what lies between. */
                        steps: {
                            /** Of the snapshot. */
                            sequence: number;
                            /**
                             * Format: date-time
                             * When.
                             */
                            time: string;
                            step: string | null;
                        }[];
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
    exportTraces: {
        parameters: {
            query?: {
                /** From then on; an hour before the end unless given. */
                start_time?: string;
                /** Before then; now unless given. */
                end_time?: string;
                /** Name of the service, exact. */
                service?: string;
                /** Most records of a page. */
                limit?: number;
                /** Of the next page, as the header Link of the page before has it. */
                cursor?: string;
                /** One trace, of any time. */
                trace_id?: string;
                /** One execution with all below it, of any time. */
                execution_id?: string;
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
                    "application/json": components["schemas"]["OtlpTraces"];
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
    exportLogs: {
        parameters: {
            query?: {
                /** From then on; an hour before the end unless given. */
                start_time?: string;
                /** Before then; now unless given. */
                end_time?: string;
                /** Name of the service, exact. */
                service?: string;
                /** Most records of a page. */
                limit?: number;
                /** Of the next page, as the header Link of the page before has it. */
                cursor?: string;
                /** One trace, of any time. */
                trace_id?: string;
                /** One execution with all below it, of any time. */
                execution_id?: string;
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
                    "application/json": components["schemas"]["OtlpLogs"];
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
    exportMetrics: {
        parameters: {
            query?: {
                /** From then on; an hour before the end unless given. */
                start_time?: string;
                /** Before then; now unless given. */
                end_time?: string;
                /** Name of the service, exact. */
                service?: string;
                /** Most records of a page. */
                limit?: number;
                /** Of the next page, as the header Link of the page before has it. */
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
                    "application/json": components["schemas"]["OtlpMetrics"];
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
    getOverview: {
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
                    "application/json": components["schemas"]["Overview"];
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
    querySql: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** One SELECT over events, alerts, traces, executions, calls, evaluations: docs/sql.md. */
                    sql: string;
                    /** At most MAX_EVENTS_PER_QUERY, which it is unless given. */
                    max_rows?: number;
                    /** 15000 unless given. */
                    timeout_ms?: number;
                    /** csv and ndjson hold the rows alone; the header observatory-truncated says whether there are more. */
                    format?: "json" | "csv" | "ndjson";
                };
            };
        };
        responses: {
            /** The rows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        columns: {
                            name: string;
                            /** As PostgreSQL calls it: text, bigint, timestamptz … */
                            type: string;
                        }[];
                        /** Values in the order of the columns. Times are ISO 8601; JSON, arrays, and numbers that JSON cannot hold are texts. */
                        rows: unknown[][];
                        /** There are more rows than these. */
                        truncated: boolean;
                        /** From the connection to the last row. */
                        elapsed_ms: number;
                        /** Those that were read, of events, alerts, traces, executions, calls, evaluations. */
                        views: string[];
                    };
                    "text/csv": string;
                    "application/x-ndjson": string;
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
            409: {
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
            422: {
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
            /** Default Response */
            501: {
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
    listAudit: {
        parameters: {
            query?: {
                /** Id of the key or person, exact. */
                actor?: string;
                /** Action, exact: putBudget. */
                action?: string;
                /** Target, exact. */
                target?: string;
                outcome?: "done" | "refused" | "failed";
                /** Recorded from then on. */
                from?: string;
                /** Recorded before then. */
                to?: string;
                limit?: number;
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
                        entries: components["schemas"]["AuditRecord"][];
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
    exportAudit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** Lines of JSON. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": unknown;
                };
            };
            /** Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": {
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
                    "application/x-ndjson": {
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
                    "application/x-ndjson": {
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
                    "application/x-ndjson": {
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
                    "application/x-ndjson": {
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
    verifyAudit: {
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
                        ok: boolean;
                        /** Entries that were looked at. */
                        entries: number;
                        /** The last entry that retention removed; sequence 0 where none was. */
                        pruned: {
                            sequence: number;
                            hash: string;
                        };
                        /** The newest entry: write it down elsewhere, and compare later. */
                        head: {
                            sequence: number;
                            hash: string;
                        };
                        fault: {
                            sequence: number;
                            reason: string;
                        } | null;
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
    readEncryption: {
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
                        /** Whether new content is sealed. */
                        on: boolean;
                        /** Keys that are loaded, or that sealed something. At a share of 0 one that does not seal may go. */
                        keys: components["schemas"]["EncryptionKeyState"][];
                        next_key: string | null;
                        plain: {
                            /** Rows that are stored as they came. */
                            rows: number;
                            /** Of all rows with content, a ratio. */
                            share: number;
                        };
                        /** All rows with content, as counted last. */
                        rows: number;
                        counted_at: string | null;
                        /** Seals anew what is in plain or under another key. Hubs on one database take turns. */
                        job: {
                            /** @enum {string} */
                            state: "off" | "waiting" | "running" | "paused" | "done";
                            relation: string | null;
                            /** Rows of this pass. */
                            resealed: number;
                            /** Rows of this pass whose key is not there, or that were changed: they stay. */
                            unreadable: number;
                            started_at: string | null;
                            finished_at: string | null;
                        };
                        error: string | null;
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
    putEncryptionJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    state: "running" | "paused";
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
                        /** Whether new content is sealed. */
                        on: boolean;
                        /** Keys that are loaded, or that sealed something. At a share of 0 one that does not seal may go. */
                        keys: components["schemas"]["EncryptionKeyState"][];
                        next_key: string | null;
                        plain: {
                            /** Rows that are stored as they came. */
                            rows: number;
                            /** Of all rows with content, a ratio. */
                            share: number;
                        };
                        /** All rows with content, as counted last. */
                        rows: number;
                        counted_at: string | null;
                        /** Seals anew what is in plain or under another key. Hubs on one database take turns. */
                        job: {
                            /** @enum {string} */
                            state: "off" | "waiting" | "running" | "paused" | "done";
                            relation: string | null;
                            /** Rows of this pass. */
                            resealed: number;
                            /** Rows of this pass whose key is not there, or that were changed: they stay. */
                            unreadable: number;
                            started_at: string | null;
                            finished_at: string | null;
                        };
                        error: string | null;
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
}
