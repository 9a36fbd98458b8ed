import type { Argument, Command, Option } from 'commander';
import type { CommandShape, OptionShape, ValueShape } from '../core/completion.ts';

/** What a command takes, as its help has it: what is hidden there is left out. */
export function shapeOf(command: Command): CommandShape {
  const help = command.createHelp();
  return {
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).flatMap(optionShape),
    operands: command.registeredArguments.map(operandShape),
    subcommands: help.visibleCommands(command).map(shapeOf),
  };
}

function optionShape({
  long,
  flags,
  description,
  required,
  optional,
  ...option
}: Option): readonly OptionShape[] {
  if (typeof long !== 'string') return [];
  if (!required && !optional) return [{ flag: long, description }];
  const [, name = ''] = /[<[]([^\]>]*?)(?:\.\.\.)?[\]>]/.exec(flags) ?? [];
  const value = { name, choices: option.argChoices ?? [], isRepeated: option.variadic };
  return [{ flag: long, description, value, mayLackValue: optional }];
}

function operandShape(argument: Argument): ValueShape {
  return { name: argument.name(), choices: argument.argChoices ?? [], isRepeated: argument.variadic };
}
