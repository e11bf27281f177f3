using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Live;

/// <summary>One watch of followed inputs: reads them side by side, and says between two reads when all may be saved.</summary>
internal sealed class FollowRun<TSink>(
    FollowedInputs inputs, FollowState<TSink> state, Limits limits, IRowReaders rows, Func<CancellationToken, ValueTask>? room, List<string> names)
    where TSink : struct, IInputSink
{
    // Alerts give the ordinal of an input in 16 bits.
    private const int MostNames = ushort.MaxValue + 1;
    private const int HeadBytes = 4096;

    // Those that are read now, with what they are read by; null for what is no file.
    private readonly Dictionary<FollowedInput<TSink>, (CaptureInput<Turns<TSink>.Sink> Input, GrowingFile? File)> _reading = [];

    // Cancelled when the last has been saved: nothing is read after it.
    private readonly CancellationTokenSource _halt = new();

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var saving = inputs.Checkpoint is null ? Task.CompletedTask : StopAtEndAsync(SaveAsync(stop.Token), stop);
        lock (state.Turns.Gate) EndLost();
        var files = inputs.Sources.Select(name => StopAtEndAsync(Start(new FollowedSource(name)), stop));
        await Task.WhenAll([.. files, .. inputs.Live.Select(source => StopAtEndAsync(StartLive(source), stop)), saving]).ConfigureAwait(false);
        _halt.Dispose();

        Task Start(FollowedSource source) => source.IsOne
            ? StartFile(source.Name, null)
            : FollowFolderAsync(source, letters => StopAtEndAsync(StartFile(source.Name, letters), stop), stop.Token);

        Task StartFile(string name, string? letters)
        {
            string key = letters is null ? name : $"{name}\n{letters}";
            lock (state.Turns.Gate)
            {
                var source = new FollowedSource(name, letters, state.ReadOf(key));
                int place = state.PlaceOf(key);
                return Task.Run(() => FollowAsync(source, key, place, stop.Token), CancellationToken.None);
            }
        }

        Task StartLive(LiveSource source)
        {
            int place;
            lock (state.Turns.Gate) place = state.PlaceOf(source.Name);
            return Task.Run(
                () => HandOnAsync(new LiveStream(source, stop.Token), null, source.Format, Opened(source.Name, source.Name), place, source),
                CancellationToken.None);
        }
    }

    // Where one source fails, the watch has failed.
    private static async Task StopAtEndAsync(Task following, CancellationTokenSource stop)
    {
        try
        {
            await following.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task SaveAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(inputs.CheckpointEvery, inputs.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                lock (state.Turns.Gate)
                {
                    NoteProgress();
                    inputs.Checkpoint!();
                    if (stop.IsCancellationRequested) _halt.Cancel();
                }
            }
        }
        finally
        {
            await _halt.CancelAsync().ConfigureAwait(false);
        }
    }

    private void NoteProgress()
    {
        foreach (var (input, (reading, file)) in _reading)
        {
            input.Progress = reading.Progress;
            int length = file is null ? 0 : (int)Math.Min(HeadBytes, file.BytesRead);
            if (length > input.HeadLength && file!.Head(length) is { } head) (input.Head, input.HeadLength) = (head, length);
        }
    }

    // What a live source said before is not said again, and its reader waits for no more of it.
    private void EndLost()
    {
        foreach (var input in state.Open.Where(input => inputs.Live.Any(source => source.Name == input.Source)).ToList()) End(input);
    }

    private void End(FollowedInput<TSink> input)
    {
        state.Open.Remove(input);
        if (input.Progress is { HasEnded: false } progress) progress.Reader.End([], progress.Offset);
    }

    private async Task FollowFolderAsync(FollowedSource folder, Func<string, Task> start, CancellationToken stop)
    {
        var following = new Dictionary<string, Task>(StringComparer.Ordinal);
        while (true)
        {
            bool isLast = stop.IsCancellationRequested;
            foreach (string letters in folder.Series().ToList())
                if (!following.ContainsKey(letters)) following.Add(letters, start(letters));
            if (isLast) break;
            await Task.Delay(inputs.Pause, inputs.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(following.Values).ConfigureAwait(false);
    }

    private async Task FollowAsync(FollowedSource source, string key, int place, CancellationToken stop)
    {
        FollowedInput<TSink>? open;
        lock (state.Turns.Gate) open = state.Open.Find(input => input.Source == key);
        if (open is not null) await ResumeAsync(source, open, place, stop).ConfigureAwait(false);
        while (!_halt.IsCancellationRequested)
        {
            if (source.Next() is { } path)
            {
                lock (state.Turns.Gate) source.Take(path);
                await ReadAsync(source, key, path, place, stop).ConfigureAwait(false);
            }
            else if (stop.IsCancellationRequested)
            {
                return;
            }
            else
            {
                await Task.Delay(inputs.Pause, inputs.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ResumeAsync(FollowedSource source, FollowedInput<TSink> open, int place, CancellationToken stop)
    {
        var progress = open.Progress;
        GrowingFile? file = null;
        if (progress is { HasEnded: false } && File.Exists(open.Name))
        {
            file = Grow(source, open.Name, progress.IsPacked ? 0 : progress.Offset, stop, out _);
            if (file?.Head(open.HeadLength)?.AsSpan().SequenceEqual(open.Head) != true)
            {
                file?.Dispose();
                file = null;
            }
        }

        if (file is not null)
        {
            await HandOnAsync(file, source, inputs.Format, open, place).ConfigureAwait(false);
            return;
        }

        lock (state.Turns.Gate)
        {
            // What stands under its name now is another file, and read from its begin; one that was read to its end is not.
            if (progress is { HasEnded: true }) source.Note(open.Name, progress.Offset);
            else source.Forget(open.Name);
            End(open);
        }
    }

    private async Task ReadAsync(FollowedSource source, string key, string path, int place, CancellationToken stop)
    {
        if (Grow(source, path, 0, stop, out string reason) is { } file)
        {
            await HandOnAsync(file, source, inputs.Format, Opened(key, path), place).ConfigureAwait(false);
            return;
        }

        lock (state.Turns.Gate) inputs.Ended?.Invoke(path, new() { End = CaptureEnd.Unreadable, Reason = reason });
    }

    private GrowingFile? Grow(FollowedSource source, string path, long from, CancellationToken stop, out string reason)
    {
        reason = "";
        try
        {
            // Where all is saved a file does not end with the watch: the next one goes on with it.
            var end = inputs.Checkpoint is null ? stop : CancellationToken.None;
            return new(path, inputs.Pause, inputs.Time, end, from) { IsOver = growing => IsOver(source, path, growing) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = e.Message;
            return null;
        }
    }

    private async Task HandOnAsync(Stream stream, FollowedSource? source, InputFormat written, FollowedInput<TSink> opened, int place, LiveSource? live = null)
    {
        await using (stream.ConfigureAwait(false))
        {
            var sink = new Turns<TSink>.Sink(state.Turns, opened.Input, place);
            using var input = new CaptureInput<Turns<TSink>.Sink>(stream, written, sink, limits, rows, state.Turns.Gate, opened.Progress) { Room = room };
            lock (state.Turns.Gate) _reading.Add(opened, (input, stream as GrowingFile));
            try
            {
                var running = input.RunAsync(_halt.Token).AsTask();
                if (live is not null) await TellLossesAsync(live, running, sink).ConfigureAwait(false);
                var result = await running.ConfigureAwait(false);
                lock (state.Turns.Gate)
                {
                    if (stream is GrowingFile file) source!.Note(opened.Name, file.BytesRead);
                    state.Open.Remove(opened);
                    _reading.Remove(opened);
                    inputs.Ended?.Invoke(opened.Name, result);
                }
            }
            catch (OperationCanceledException) when (_halt.IsCancellationRequested)
            {
                // It was saved, and is gone on with.
            }
        }
    }

    // What a source could not take is a loss like any other: told when it is seen, not when the next message comes.
    private async Task TellLossesAsync(LiveSource live, Task reading, Turns<TSink>.Sink sink)
    {
        for (long told = 0; ;)
        {
            bool isLast = reading.IsCompleted;
            if (live.Lost - told is > 0 and var lost)
            {
                told += lost;
                lock (state.Turns.Gate)
                {
                    if (!_halt.IsCancellationRequested) sink.OnFileEvent(Violation.CaptureLoss, 0, -1, lost);
                }
            }

            if (isLast) return;
            await Task.WhenAny(reading, Task.Delay(inputs.Pause, inputs.Time)).ConfigureAwait(false);
        }
    }

    private bool IsOver(FollowedSource source, string path, GrowingFile file)
    {
        if (file.Quiet < inputs.Quiet) return false;
        lock (state.Turns.Gate) source.Note(path, file.BytesRead);

        // Asked in this order: what grew meanwhile is the same file.
        return source.Next() is { } next && !(next == path && file.HasMore);
    }

    private FollowedInput<TSink> Opened(string source, string path)
    {
        lock (state.Turns.Gate)
        {
            int number = state.Opened++ % MostNames;
            Put(state.Names);
            Put(names);
            var opened = new FollowedInput<TSink>(source, path, number);
            state.Open.Add(opened);
            return opened;

            void Put(List<string> list)
            {
                if (number < list.Count) list[number] = path;
                else list.Add(path);
            }
        }
    }
}
