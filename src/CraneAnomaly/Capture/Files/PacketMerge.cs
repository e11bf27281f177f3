using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Files;

/// <summary>
/// Reads inputs in event time. Each keeps its own order; the heads of the open ones are compared by the latest time
/// each has shown so far, so that a step back inside one input does not hold up the others. Ties go to the earlier
/// input. Inputs are opened when the merge reaches their first packet, at most <see cref="MostOpen"/> at a time.
/// </summary>
internal sealed class PacketMerge(
    IReadOnlyList<string> paths, InputFormat format, InputCut cut, Limits limits, IRowReaders? rows = null)
{
    /// <summary>Most inputs open at one time; what would exceed it is read in the order of first time stamps.</summary>
    public const int MostOpen = 64;

    private readonly CaptureResult[] _results = new CaptureResult[paths.Count];

    /// <summary>What became of each input, in the order of the paths.</summary>
    public IReadOnlyList<CaptureResult> Results => _results;

    /// <summary>Awaited before each read; null for none.</summary>
    public Func<CancellationToken, ValueTask>? Room { get; init; }

    /// <summary>Reads everything into a sink.</summary>
    public async ValueTask RunAsync<TSink>(TSink sink, CancellationToken cancellation) where TSink : struct, IInputSink
    {
        if (paths.Count == 1)
        {
            sink.OnInput(0, 0);
            using var input = new CaptureInput<CutSink<TSink>>(paths[0], format, new(sink, cut), limits, rows) { Room = Room };
            _results[0] = await input.RunAsync(cancellation).ConfigureAwait(false);
            return;
        }

        var waiting = await FirstTimesAsync(cancellation).ConfigureAwait(false);
        var open = new List<Head>(Math.Min(MostOpen, waiting.Count));
        try
        {
            await MergeAsync(sink, waiting, open, cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (var head in open) head.Dispose();
        }
    }

    private async ValueTask MergeAsync<TSink>(
        TSink sink, Queue<(long FirstNs, int Input)> waiting, List<Head> open, CancellationToken cancellation)
        where TSink : struct, IInputSink
    {
        int current = -1, place = 0, places = 1;
        long handedNs = long.MinValue;
        while (open.Count > 0 || waiting.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = Earliest(open);
            while (waiting.TryPeek(out var first) && (next is null || first.FirstNs <= next.Ns) && open.Count < MostOpen)
            {
                waiting.Dequeue();
                var head = Open(first.Input, peek: false);
                if (await head.FillAsync(cancellation).ConfigureAwait(false))
                {
                    // What begins when nothing else is open goes on with what ended last.
                    head.Place = open.Count == 0 ? place : places++;
                    open.Add(head);
                }
                else
                {
                    Close(head);
                }

                head.Waited = first.FirstNs < handedNs;
                next = Earliest(open);
            }

            if (next is null) continue;
            handedNs = Math.Max(handedNs, next.Ns);
            if (next.Input != current) sink.OnInput(current = next.Input, place = next.Place);
            next.Batch.Next(ref sink);
            if (await next.FillAsync(cancellation).ConfigureAwait(false)) continue;
            open.Remove(next);
            Close(next);
        }
    }

    private static Head? Earliest(List<Head> open)
    {
        Head? earliest = null;
        foreach (var head in open)
        {
            if (earliest is null || head.Ns < earliest.Ns || (head.Ns == earliest.Ns && head.Input < earliest.Input))
                earliest = head;
        }

        return earliest;
    }

    private Head Open(int input, bool peek)
    {
        var batch = new PacketBatch(cut);
        return new(input, batch, new(paths[input], format, new PacketBatch.Sink(batch), limits, rows, peek) { Room = Room });
    }

    private void Close(Head head)
    {
        _results[head.Input] = head.Waited ? head.Result! with { Waited = true } : head.Result!;
        head.Dispose();
    }

    // Standard input and named pipes cannot be looked into and opened again: they are taken to begin before
    // everything else.
    private async ValueTask<Queue<(long FirstNs, int Input)>> FirstTimesAsync(CancellationToken cancellation)
    {
        var firsts = new List<(long FirstNs, int Input)>(paths.Count);
        for (int i = 0; i < paths.Count; i++)
        {
            long ns = long.MinValue;
            if (InputPath.CanBeReadAgain(paths[i]))
            {
                using var head = Open(i, peek: true);
                if (await head.FillAsync(cancellation).ConfigureAwait(false)) ns = head.Ns;
            }

            firsts.Add((ns, i));
        }

        return new(firsts.OrderBy(first => first.FirstNs)
            .ThenBy(first => paths[first.Input], StringComparer.Ordinal).ThenBy(first => first.Input));
    }

    private sealed class Head(int ordinal, PacketBatch batch, CaptureInput<PacketBatch.Sink> input) : IDisposable
    {
        private long _latestNs = long.MinValue;

        public int Input { get; } = ordinal;

        /// <summary>Number of the place that it is taken to come from.</summary>
        public int Place { get; set; }

        public PacketBatch Batch { get; } = batch;

        /// <summary>Whether packets later than its first were handed on before it was opened.</summary>
        public bool Waited { get; set; }

        public CaptureResult? Result => input.Result;

        /// <summary>The latest time shown so far, the next packet's included.</summary>
        public long Ns => Math.Max(_latestNs, Batch.NextNs);

        /// <summary>Makes sure that there is a next item; false at the end.</summary>
        public async ValueTask<bool> FillAsync(CancellationToken cancellation)
        {
            while (Batch.IsEmpty)
            {
                if (!await input.ReadAsync(cancellation).ConfigureAwait(false)) return !Batch.IsEmpty && Seen();
            }

            return Seen();
        }

        public void Dispose() => input.Dispose();

        private bool Seen()
        {
            _latestNs = Math.Max(_latestNs, Batch.NextNs);
            return true;
        }
    }
}
