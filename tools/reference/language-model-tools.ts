import { toolNames, type ToolName } from '../../src/agents/names';
import { inputSchema, tools } from '../../src/agents/tools';

const icons: Readonly<Record<ToolName, string>> = {
  stylize_image: '$(paintcan)',
  list_styles: '$(list-unordered)',
  get_run: '$(pulse)',
  compare: '$(diff)',
};

/** `#name` in a prompt; the names are shared with all extensions. */
const references: Readonly<Record<ToolName, string>> = {
  stylize_image: 'stylizeImage',
  list_styles: 'stylizeStyles',
  get_run: 'stylizeRun',
  compare: 'stylizeCompare',
};

/** The tools as package.json declares them. */
export const languageModelTools = () =>
  toolNames.map((name) => ({
    name,
    toolReferenceName: references[name],
    displayName: `%tool.${name}%`,
    userDescription: `%tool.${name}.description%`,
    modelDescription: tools[name].description,
    canBeReferencedInPrompt: true,
    icon: icons[name],
    tags: ['stylize', 'image'],
    inputSchema: inputSchema(name),
  }));
