/** What agents can ask for. Apart from `tools.ts`, so that VS Code need not wait for the schemas when it starts. */
export const toolNames = ['stylize_image', 'list_styles', 'get_run', 'compare'] as const;
export type ToolName = (typeof toolNames)[number];
