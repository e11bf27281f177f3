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
    private readonly List<string> _names = [];

    /// <summary>How long to wait at the end of a file before looking again; 0.2 s by default.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a file must not have grown, while there is a later one, until it is over; 1 s by default.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is watched beside files; none by default.</summary>
    public IReadOnlyList<LiveSource> Live { get; init; } = [];

    /// <summary>The files and sources that were opened, in that order: names of inputs by their ordinals.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>How often <see cref="Checkpoint"/> is called; 30 s by default.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Called between packets, each so often and last when the watch is ended: the place for <see cref="DetectionPipeline.Save"/>.
    /// What is saved knows how far each file was read; who is restored and follows the same sources goes on there. With it, files
    /// and episodes do not end with the watch, and nothing is read after the last call. Null for none.
    /// </summary>
    public Action? Checkpoint { get; init; }

    /// <summary>Called when a file or a source has ended, with its path or name and how; never twice at a time.</summary>
    public Action<string, CaptureResult>? Ended { get; init; }

    internal IReadOnlyList<string> Sources => sources;

    internal InputFormat Format => format;

    internal TimeProvider Time { get; } = time ?? TimeProvider.System;

    internal Task RunAsync<TSink>(
        FollowState<TSink> state, Limits limits, IRowReaders rows, Func<CancellationToken, ValueTask>? room, CancellationToken cancellation)
        where TSink : struct, IInputSink
    {
        _names.Clear();
        _names.AddRange(state.Names);
        return new FollowRun<TSink>(this, state, limits, rows, room, _names).RunAsync(cancellation);
    }
}
