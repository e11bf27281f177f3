using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Live;

/// <summary>
/// Files that grow, are rotated, or come to a folder, and live sources, read as they come until it is cancelled; then what is
/// there is read to its end. Sources are read side by side and take turns: each keeps its own order, and none waits for another. So are the
/// files of a folder or a pattern, but for those whose names differ in digits alone: these follow each other. What is there
/// when the reading begins is not put in the order of its times across sources; <see cref="CaptureInputs"/> are.
/// </summary>
/// <param name="sources">Files, folders, and patterns with <c>*</c> and <c>?</c>; they need not be there yet.</param>
/// <param name="format">What the files are; found out from each by default.</param>
/// <param name="time">The clock to wait by; that of the system by default.</param>
public sealed class FollowedInputs(IReadOnlyList<string> sources, InputFormat format = InputFormat.Auto, TimeProvider? time = null)
{
    // Alerts give the ordinal of an input in 16 bits.
    private const int MostNames = ushort.MaxValue + 1;

    private readonly List<string> _names = [];
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private int _opened;
    private int _places;

    /// <summary>How long to wait at the end of a file before looking again; 0.2 s by default.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a file must not have grown, while there is a later one, until it is over; 1 s by default.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is watched beside files; none by default.</summary>
    public IReadOnlyList<LiveSource> Live { get; init; } = [];

    /// <summary>The files and sources that were opened, in that order: names of inputs by their ordinals.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Called when a file or a source has ended, with its path or name and how; never twice at a time.</summary>
    public Action<string, CaptureResult>? Ended { get; init; }

    internal async Task RunAsync<TSink>(
        TSink sink, Limits limits, IRowReaders rows, Func<CancellationToken, ValueTask>? room, CancellationToken cancellation)
        where TSink : struct, IInputSink
    {
        var turns = new Turns<TSink>(sink);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var files = sources.Select(name => StopAtEndAsync(Start(new FollowedSource(name)), stop));
        await Task.WhenAll([.. files, .. Live.Select(source => StopAtEndAsync(StartLive(source), stop))]).ConfigureAwait(false);

        Task Start(FollowedSource source) => source.IsOne
            ? StartFile(source)
            : FollowFolderAsync(source, letters => StopAtEndAsync(StartFile(new(source.Name, letters)), stop), stop.Token);

        Task StartFile(FollowedSource source)
        {
            int place = Interlocked.Increment(ref _places) - 1;
            return Task.Run(() => FollowAsync(source, place, turns, limits, rows, room, stop.Token), CancellationToken.None);
        }

        Task StartLive(LiveSource source)
        {
            int place = Interlocked.Increment(ref _places) - 1;
            return Task.Run(
                () => HandOnAsync(new LiveStream(source, stop.Token), source.Format, source.Name, place, turns, limits, rows, room, source),
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

    private async Task FollowFolderAsync(FollowedSource folder, Func<string, Task> start, CancellationToken stop)
    {
        var following = new Dictionary<string, Task>(StringComparer.Ordinal);
        while (true)
        {
            bool isLast = stop.IsCancellationRequested;
            foreach (string letters in folder.Series().ToList())
                if (!following.ContainsKey(letters)) following.Add(letters, start(letters));
            if (isLast) break;
            await Task.Delay(Pause, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(following.Values).ConfigureAwait(false);
    }

    private async Task FollowAsync<TSink>(
        FollowedSource source, int place, Turns<TSink> turns, Limits limits, IRowReaders rows,
        Func<CancellationToken, ValueTask>? room, CancellationToken stop)
        where TSink : struct, IInputSink
    {
        while (true)
        {
            if (source.Next() is { } path)
            {
                source.Take(path);
                await ReadAsync(source, path, place, turns, limits, rows, room, stop).ConfigureAwait(false);
            }
            else if (stop.IsCancellationRequested)
            {
                return;
            }
            else
            {
                await Task.Delay(Pause, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAsync<TSink>(
        FollowedSource source, string path, int place, Turns<TSink> turns, Limits limits, IRowReaders rows,
        Func<CancellationToken, ValueTask>? room, CancellationToken stop)
        where TSink : struct, IInputSink
    {
        GrowingFile file;
        try
        {
            file = new(path, Pause, _time, stop) { IsOver = growing => IsOver(source, path, growing) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lock (turns.Gate) Ended?.Invoke(path, new() { End = CaptureEnd.Unreadable, Reason = e.Message });
            return;
        }

        await HandOnAsync(file, format, path, place, turns, limits, rows, room).ConfigureAwait(false);
        source.Note(path, file.BytesRead);
    }

    private async Task HandOnAsync<TSink>(
        Stream stream, InputFormat written, string name, int place, Turns<TSink> turns, Limits limits, IRowReaders rows,
        Func<CancellationToken, ValueTask>? room, LiveSource? live = null)
        where TSink : struct, IInputSink
    {
        await using (stream.ConfigureAwait(false))
        {
            Turns<TSink>.Sink sink;
            lock (turns.Gate) sink = new(turns, Name(name), place);
            using var input = new CaptureInput<Turns<TSink>.Sink>(stream, written, sink, limits, rows, turns.Gate) { Room = room };
            var reading = input.RunAsync(default).AsTask();
            if (live is not null) await TellLossesAsync(live, reading, sink, turns).ConfigureAwait(false);
            var result = await reading.ConfigureAwait(false);
            lock (turns.Gate) Ended?.Invoke(name, result);
        }
    }

    // What a source could not take is a loss like any other: told when it is seen, not when the next message comes.
    private async Task TellLossesAsync<TSink>(LiveSource live, Task reading, Turns<TSink>.Sink sink, Turns<TSink> turns)
        where TSink : struct, IInputSink
    {
        for (long told = 0; ;)
        {
            bool isLast = reading.IsCompleted;
            if (live.Lost - told is > 0 and var lost)
            {
                told += lost;
                lock (turns.Gate) sink.OnFileEvent(Violation.CaptureLoss, 0, -1, lost);
            }

            if (isLast) return;
            await Task.WhenAny(reading, Task.Delay(Pause, _time)).ConfigureAwait(false);
        }
    }

    private bool IsOver(FollowedSource source, string path, GrowingFile file)
    {
        if (file.Quiet < Quiet) return false;
        source.Note(path, file.BytesRead);

        // Asked in this order: what grew meanwhile is the same file.
        return source.Next() is { } next && !(next == path && file.HasMore);
    }

    private int Name(string path)
    {
        int input = _opened++ % MostNames;
        if (input < _names.Count) _names[input] = path;
        else _names.Add(path);
        return input;
    }
}
