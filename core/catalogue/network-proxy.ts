/** The audit event of the network proxy: what it let through and what not; no URL, path, header or body. */
import { declareEvent } from './define.js';
import { content, fact, identity } from './field.js';

const knownReasons: ReadonlySet<unknown> = new Set([
  'allow',
  'denied',
  'not_allowed',
  'not_allowed_local',
  'method_not_allowed',
  'policy_denied',
  'proxy_disabled',
  'unix_socket_unsupported',
]);

/** The proxy decided about one connection. The session's facts stand before the fields. */
export const networkPolicyDecision = declareEvent(
  {
    'network.policy.scope': fact.oneOf('domain', 'non_domain'),
    'network.policy.decision': fact.oneOf('allow', 'deny', 'ask'),
    'network.policy.source': fact.oneOf('baseline_policy', 'mode_guard', 'proxy_state', 'decider'),
    /** Of a known set, which always travels, or the own words of a decider. */
    'network.policy.reason': content.string.with({
      switch: 'log_error_text',
      whenOff: 'mask',
      isFact: (value) => knownReasons.has(value),
    }),
    'network.transport.protocol': fact.oneOf('http', 'https_connect', 'socks5_tcp', 'socks5_udp'),
    /** The host, or `unix-socket`. */
    'server.address': identity.string,
    /** 0 for a Unix socket. */
    'server.port': fact.int,
    /** `none` without one. */
    'http.request.method': fact.string,
    /** `unknown` without one. */
    'client.address': identity.string,
    /** `true` only when a decider allowed what the baseline did not. */
    'network.policy.override': fact.boolean,
  },
  {
    order: [
      'event.timestamp',
      'conversation.id',
      'app.version',
      'auth_mode',
      'originator',
      'user.account_id',
      'user.email',
      'terminal.type',
      'model',
      'slug',
    ],
    tail: 'none',
    subsystem: 'network_proxy',
  },
);
