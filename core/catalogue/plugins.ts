/** Events of what extends an agent: skills, plugins and MCP servers. */
import { declareEvent } from './define.js';
import { fact, identity } from './field.js';

/** A skill was used. Codex gives it a set of session facts of its own, around the fields. */
export const skillInvocation = declareEvent(
  {
    'turn.id': fact.string,
    'user.id': identity.string,
    /** Names that people gave. */
    'skill.name': identity.string,
    'skill.scope': fact.string,
    'skill.plugin_id': identity.string,
    /** `explicit` or `implicit`. */
    'skill.invocation_type': fact.string,
  },
  {
    order: [
      'event.timestamp',
      'conversation.id',
      'turn.id',
      'user.id',
      'user.account_id',
      'skill.name',
      'skill.scope',
      'skill.plugin_id',
      'skill.invocation_type',
      'model',
      'app.version',
      'originator',
      'auth_mode',
    ],
    tail: 'none',
  },
);

const pluginFields = {
  /** Such as `connector` or `plugin`. */
  'plugin_install.tool_type': fact.string,
  'plugin_install.tool_id': fact.string,
  'plugin_install.tool_name': fact.string,
} as const;

/** The user was asked whether to install a plugin. */
export const pluginInstallElicitationSent = declareEvent(pluginFields, { lanes: ['log', 'trace'] });

/** What came of the suggestion to install a plugin. */
export const pluginInstallSuggestion = declareEvent(
  {
    ...pluginFields,
    /** Such as `accept`, `decline`, `cancel`, `unavailable`. */
    'plugin_install.response_action': fact.string,
    'plugin_install.user_confirmed': fact.boolean,
    'plugin_install.completed': fact.boolean,
  },
  { lanes: ['log', 'trace'] },
);

/** The tools of an MCP server became known; it belongs to no session. */
export const mcpBindingCatalog = declareEvent(
  {
    product_sku: fact.string,
    server_kind: fact.string,
    /** Empty for a server that no plugin brought. */
    plugin_id: fact.string,
    catalog_source: fact.string,
    tool_count: fact.uint,
    tool_definition_json_bytes: fact.uint,
  },
  { lanes: ['trace'], tail: 'none' },
);
