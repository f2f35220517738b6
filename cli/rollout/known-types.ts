/** The kinds of records that hold nothing we tell: known, and left aside on purpose, so that nobody is told of them. */

export type TypeFamily = 'record' | 'response_item' | 'event_msg' | 'item';

const LEFT_ASIDE: Readonly<Record<TypeFamily, ReadonlySet<string>>> = {
  /** The `type` of a line. `compacted` repeats history: its calls were told when they happened. */
  record: new Set([
    'agent_response_observation',
    'compacted',
    'inter_agent_communication',
    'inter_agent_communication_metadata',
    'realtime_item',
    'retained_context',
    'security_risk_score',
    'world_state',
  ]),
  /** Model input and output. Messages are told by their items; searches and images run at the model's side. */
  response_item: new Set([
    'additional_tools',
    'agent_message',
    'compaction',
    'compaction_trigger',
    'context_compaction',
    'ghost_snapshot',
    'image_generation_call',
    'message',
    'other',
    'reasoning',
    'web_search_call',
  ]),
  /** `token_count` repeats `token_usage_record`; the `*_end` and `*_message` events repeat items. */
  event_msg: new Set([
    'agent_message',
    'agent_reasoning',
    'agent_reasoning_raw_content',
    'collab_agent_interaction_end',
    'collab_agent_spawn_end',
    'collab_close_end',
    'collab_resume_end',
    'collab_waiting_end',
    'context_compacted',
    'entered_review_mode',
    'error',
    'exec_command_end',
    'exited_review_mode',
    'guardian_assessment',
    'guardian_warning',
    'image_generation_end',
    'item_started',
    'mcp_tool_call_end',
    'model_reroute',
    'patch_apply_end',
    'stream_error',
    'sub_agent_activity',
    'thread_goal_updated',
    'thread_name_updated',
    'thread_rolled_back',
    'token_count',
    'undo_completed',
    'user_message',
    'view_image_tool_call',
    'warning',
    'web_search_end',
  ]),
  /** What an `item_completed` can be about. */
  item: new Set([
    'AgentMessage',
    'ContextCompaction',
    'EnteredReviewMode',
    'ExitedReviewMode',
    'HookPrompt',
    'ImageGeneration',
    'Plan',
    'Reasoning',
    'Sleep',
    'SubAgentActivity',
    'WebSearch',
  ]),
};

/** True for a kind that is known and holds nothing to tell; false for one that nobody has met. */
export function isLeftAside(family: TypeFamily, type: string): boolean {
  return LEFT_ASIDE[family].has(type);
}
