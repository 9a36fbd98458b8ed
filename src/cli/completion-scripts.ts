/**
 * What `completion` prints. The scripts know no command and no flag: they ask the program what may come next, so that
 * they need not be made anew when it learns something. Its answer begins with `:words`, and has a word (and, behind a
 * tab, what it is) in each line; or with `:files`, and the shell offers files. A program that was typed with its path is
 * asked itself, as another may be in the PATH.
 */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What installs the script, as one line. */
export const INSTALL: Readonly<Record<Shell, string>> = {
  bash: 'ops-monitor completion bash >> ~/.bashrc',
  zsh: 'ops-monitor completion zsh >> ~/.zshrc',
  fish: 'ops-monitor completion fish >> ~/.config/fish/config.fish',
};

// bash 3, which macOS has, knows neither mapfile nor compopt: there files are offered wherever nothing else is. No script may hold an asterisk before a slash: in the
// built file they are inside of a comment.
const BASH = `# bash completion of ops-monitor
_ops_monitor() {
  local program=ops-monitor head= word IFS=$'\\n'
  if [[ $1 == '~/'* ]]; then program=$HOME/\${1#'~/'}
  elif [[ $1 == *'/'* ]]; then program=$1
  fi
  COMPREPLY=()
  {
    IFS= read -r head
    while IFS= read -r word; do COMPREPLY+=("$word"); done
  } < <("$program" complete bash -- "\${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null </dev/null)
  if [ "$head" = :files ]; then compopt -o default 2>/dev/null; fi
}
if type compopt >/dev/null 2>&1; then
  complete -F _ops_monitor ops-monitor
else
  complete -o default -F _ops_monitor ops-monitor
fi
`;

const ZSH = `#compdef ops-monitor
# zsh completion of ops-monitor
_ops-monitor() {
  local program=ops-monitor line word
  local -i width=0
  local -a lines values shown
  [[ \${(Q)words[1]} == *'/'* ]] && program=\${\${(Q)words[1]}/#\\~\\//$HOME/}
  lines=("\${(@f)$("$program" complete zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  if [[ $lines[1] == :files ]]; then
    [[ $PREFIX == --*=* ]] && compset -P '*='
    _files
    return
  fi
  for line in "\${(@)lines[2,-1]}"; do
    word=\${line%%$'\\t'*}
    values+=("$word")
    (( \${(m)#word} > width )) && width=\${(m)#word}
  done
  for line in "\${(@)lines[2,-1]}"; do
    line="\${(mr:width:)\${line%%$'\\t'*}}  \${line#*$'\\t'}"
    shown+=("\${line[1,COLUMNS-1]}")
  done
  compadd -l -d shown -a values
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
if [[ $funcstack[1] == _ops-monitor ]]; then
  _ops-monitor "$@"
else
  compdef _ops-monitor ops-monitor
fi
`;

const FISH = `# fish completion of ops-monitor
function __ops_monitor_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program ops-monitor
    string match -qr / -- $words[1]; and set program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -l lines ($program complete fish -- $words[2..-1] "$current" 2>/dev/null </dev/null)
    if test "$lines[1]" = :files
        set -l flag (string match -r -- '^--[^=]*=' "$current")
        for path in (complete -C "'' "(string replace -r -- '^--[^=]*=' '' "$current"))
            printf '%s%s\\n' "$flag" $path
        end
        return
    end
    test (count $lines) -gt 1; and printf '%s\\n' $lines[2..-1]
end
complete -c ops-monitor -e
complete -c ops-monitor -f -a '(__ops_monitor_complete)'
`;

export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
