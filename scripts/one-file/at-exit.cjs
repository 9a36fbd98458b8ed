// In place of the package signal-exit, with which proper-lockfile removes its locks when the process ends. That one
// listens to every signal and loads `assert` and both output streams, 4 ms in all. Of the signals, src/bin.ts ends the
// process in order on the usual ones; after any other the lock's owner is gone, which src/adapters/lock-folder.ts sees.
module.exports = (atExit) => void process.on('exit', atExit);
