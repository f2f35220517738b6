/** Configuration files of Codex, as people have them. */

/** The multi-line inline table of Codex's documentation, among tables that are none of our business. */
export const wholeFile = `model = "gpt-5.5"
approval_policy = "on-request"

[mcp_servers.docs]
command = "docs-server"

[otel]
environment = "staging"
log_user_prompt = true
exporter = { otlp-http = {
  endpoint = "https://otel.example.com/v1/logs",
  protocol = "binary",
  headers = { "x-otlp-api-key" = "\${OTLP_TOKEN}" },
  tls = {
    ca-certificate = "certs/otel-ca.pem",
    client-certificate = "/etc/codex/certs/client.pem",
    client-private-key = "/etc/codex/certs/client-key.pem",
  }
}}
trace_exporter = { otlp-grpc = { endpoint = "https://otel.example.com:4317", headers = { "x-otlp-meta" = "canary4711" }, tls = { ca-certificate = "ca.pem" } } }
`;

/** Everything that has to change, in one file. */
export const trickyFile = `
[analytics]
enabled = false

[profiles.fast]
model = "gpt-5.5-mini"

[otel]
environment = "$\${x"
log_agent_responses = true
log_telepathy = true
tool_result = { max_bytes = 100, max_lines = 3 }
metrics_exporter = "statsig"
trace_exporter = "statsig"
span_attributes = { "" = "x", team = "canary4711" }
tracestate = { vendor = { key = "value" } }

[otel.exporter."otlp-grpc"]
endpoint = "http://127.0.0.1:4317"
timeout = 3
[otel.exporter."otlp-grpc".headers]
"x-a" = ""
`;
