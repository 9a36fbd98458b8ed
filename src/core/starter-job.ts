/** The job of those who have none yet: it works on every host at once, and is worth having. */

export const STARTER_ID = 'disk-space';
/** Below the OpenClaw folder, where commands run that name no other. */
export const STARTER_SCRIPT = 'net/jobs/disk-space.sh';

/**
 * POSIX sh, df and awk: what every Linux and macOS has. Whole numbers alone, because awk writes others with the comma
 * or the point of the host's language, and JSON knows but one.
 */
export const STARTER_SCRIPT_TEXT = `#!/bin/sh
# How full is the disk that OpenClaw is on? Written by ops-monitor init; it is yours to change.
#
#   sh disk-space.sh [LIMIT]     LIMIT in percent, 90 where none is given
#
# It is what ops-monitor calls a status command: it prints one JSON object, quickly, and changes nothing.
#   running, completed   true or false, both needed. This job never ends: it is asked, and that is all.
#   level                "alert" makes ops-monitor tell you at once, remind you, and say when it is over
#   message, progress    shown in reports
df -Pk . | awk -v limit="\${1:-90}" '
  NR == 2 {
    # The name of a disk may have blanks in it: what counts is where the percentage stands.
    for (i = 2; i <= NF; i++) if ($i ~ /^[0-9]+%$/) { used = $i + 0; free = int($(i - 1) / 1048576); seen = 1 }
  }
  END {
    if (!seen) exit 1
    level = used >= limit + 0 ? "alert" : "ok"
    printf "{\\"running\\":true,\\"completed\\":false,\\"level\\":\\"%s\\",", level
    news = level == "alert" ? "The disk is getting full: " : ""
    printf "\\"message\\":\\"%s%d%% of the disk is used, %d GiB are free (limit %d%%)\\",", news, used, free, limit
    printf "\\"progress\\":{\\"percent\\":%d,\\"freeGiB\\":%d}}\\n", used, free
  }'
`;
