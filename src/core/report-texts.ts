/** Every text of a report (SPEC section 8), so that none hides in the code that puts them together. */
export const REPORT_TEXTS = {
  header: (time: string) => `🛠️ Ops 快报（${time}）`,
  status: '状态',
  message: '信息',
  progress: '进度',
  actionRequired: 'ACTION REQUIRED: 需要你确认下一步（或启用 autoResume）',
  recovered: (lasted: string) => `RECOVERED ✅ (lasted ${lasted})`,
  completed: 'completed ✅',
  completedEarlier: 'COMPLETED ✅ (in quiet hours, started again since)',
} as const;
