using System.Globalization;
using CraneAnomaly.Features;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Leaks;

/// <summary>
/// Whether somebody sends something outside each time a crane has moved a container, whatever is in it and wherever it goes:
/// what a host sends to a network is compared with the moves of each crane, and with the same moves put off by some minutes.
/// What has nothing to do with the moves follows those as often (surrogates by shifting keep the rhythm of both).
/// </summary>
internal sealed class FollowRules(Perimeter perimeter, IReadOnlySet<IpAddress> signed, IFindingSink findings)
{
    private const int MaxStreams = 256, MaxPairs = 8_192, MaxJobs = 1_024;
    private const long SecondNs = 1_000_000_000;

    // Who waits for longer than this is not seen to follow; a move told later than that is not known well enough.
    private const long AfterNs = 15 * SecondNs, VagueNs = 90 * SecondNs;

    // Who goes on is told again once a day.
    private const long AgainNs = 86_400 * SecondNs;

    // Who sent nothing in as long has stopped.
    private const long QuietNs = 7_200 * SecondNs;

    // Every move of every crane is a look at every stream: thousands a day, and there should be none in a year.
    private const double Enough = 23, FewestMoves = 24, Memory = 400;

    private static readonly Signal Moves = Known("tos.moves"), Job = Known("job.container");

    // Counted in gaps between rows, so that what runs by the same clock as the rows is shifted by whole periods.
    private static readonly double[] Shifts = [1.1, 1.7, 2.4, 3.2];

    private readonly AssetTable _hosts = new(16_384);
    private readonly ExactTable<SpeechTimes> _streams = new(MaxStreams, ExactTablePolicy.EvictOldest);
    private readonly ExactTable<Following> _pairs = new(MaxPairs, ExactTablePolicy.EvictOldest);
    private readonly Queue<MovedContainer> _jobs = new();
    private readonly Dictionary<int, (double Moves, double Job)> _last = [];
    private long _missed;

    /// <summary>Streams and pairs given up because too many were followed, and moves not looked at.</summary>
    public long Evicted => _streams.Evicted + _pairs.Evicted + _missed;

    /// <summary>Somebody begins to say something to somebody.</summary>
    public void OnSpeech(in OtRecord record, RecordBody body)
    {
        ref readonly var flow = ref body.Flow;
        if (!perimeter.IsOutside(flow.Responder) || perimeter.IsOutside(flow.Originator) || signed.Contains(flow.Responder)) return;

        // What is as long as before is of one kind: what is hidden among other things may be told from them by that.
        int size = record.Kind == RecordKind.Burst ? 1 + System.Numerics.BitOperations.Log2(record.Transaction | 1) : 0;
        int index = _streams.FindOrAdd(
            new((uint)size, (ulong)(uint)_hosts.Number(flow.Originator) << 32 | (uint)_hosts.Number(flow.Responder)), out bool added);
        if (index < 0) return;
        _streams.Touch(index);
        ref var stream = ref _streams[index];
        if (added) stream = default;
        stream.Add(record.TimestampNs);
        (stream.Last, stream.Flow) = (record, flow);
    }

    /// <summary>A crane has told of itself.</summary>
    public void OnRow(CraneState crane, in OtRecord record)
    {
        Judge(record.TimestampNs);
        double moves = crane[Moves], job = crane[Job];
        bool known = _last.TryGetValue(crane.Index, out var last);
        _last[crane.Index] = (moves, job);
        if (!known) return;
        var told = moves > last.Moves ? Moves : !double.IsNaN(last.Job) && job != last.Job && double.IsNaN(moves) ? Job : default(Signal?);
        if (told is not { } signal) return;
        long beforeNs = crane.ToldBeforeNs(signal);
        if (record.TimestampNs - beforeNs is <= 0 or > VagueNs) return;
        if (_jobs.Count < MaxJobs) _jobs.Enqueue(new(record.Crane, crane.Name, beforeNs, record.TimestampNs));
        else _missed++;
    }

    private void Judge(long nowNs)
    {
        while (_jobs.TryPeek(out var job) && nowNs > job.ToldNs + AfterNs + SecondNs)
        {
            _jobs.Dequeue();
            for (int i = 0; i < _streams.Count; i++)
            {
                ref var stream = ref _streams[i];
                if (nowNs - stream.LastNs < QuietNs) Look(job, i, ref stream);
            }
        }
    }

    private void Look(in MovedContainer job, int number, ref SpeechTimes stream)
    {
        long gap = job.ToldNs - job.BeforeNs, length = gap + AfterNs;
        long longest = Shifted(gap, length, Shifts[^1]);
        if (stream.KnownFromNs > job.BeforeNs - longest) return;
        var key = _streams.KeyAt(number);
        int index = _pairs.FindOrAdd(new(key.High << 32 | (uint)job.Crane, key.Low), out bool added);
        if (index < 0) return;
        _pairs.Touch(index);
        ref var pair = ref _pairs[index];
        if (added) pair = default;
        double usual = 0;
        foreach (double shift in Shifts)
        {
            long by = Shifted(gap, length, shift);
            if (stream.Has(job.BeforeNs - by, job.BeforeNs - by + length)) usual += 1.0 / Shifts.Length;
        }

        bool hit = stream.Has(job.BeforeNs, job.BeforeNs + length);
        pair.Add(hit, usual, Memory);
        if (!hit) return;
        double evidence = pair.Evidence(Shifts.Length);
        bool wasTold = pair.ToldNs != 0 && job.ToldNs - pair.ToldNs < AgainNs;
        if (wasTold) Absorb(job, key, stream, evidence);
        if (wasTold || pair.Moves < FewestMoves || evidence < Enough) return;
        Tell(job, key, stream, pair, evidence);

        // What shows it the next time has to come after this.
        pair = new() { ToldNs = job.ToldNs };
    }

    private bool Absorb(in MovedContainer job, in ExactKey key, in SpeechTimes stream, double evidence)
    {
        var record = stream.Last;
        record.Crane = job.Crane;
        return findings.Absorb(SketchOf(job, key, evidence), record, new(in stream.Flow, default, default), findings.PacketOffset);
    }

    private static FindingSketch SketchOf(in MovedContainer job, in ExactKey key, double evidence) => new(
        "exfiltration.follows-jobs", "follows-moves", new((ulong)'L' << 56 | 3UL << 48 | (uint)job.Crane, key.Low), 70, 90, evidence);

    private static long Shifted(long gap, long length, double shift) => (long)Math.Ceiling(shift * (length + 5 * SecondNs) / gap) * gap;

    private void Tell(in MovedContainer job, in ExactKey key, in SpeechTimes stream, in Following pair, double evidence)
    {
        if (Absorb(job, key, stream, evidence)) return;
        var record = stream.Last;
        record.Crane = job.Crane;
        var sketch = SketchOf(job, key, evidence);
        var body = new RecordBody(in stream.Flow, default, default);
        string share = string.Create(CultureInfo.InvariantCulture, $"{100 * pair.Hits / pair.Moves:0} %");
        string usual = string.Create(CultureInfo.InvariantCulture, $"{100 * pair.Usual / pair.Moves:0} %");
        string what = key.High == 0 ? "opens a connection" : string.Create(CultureInfo.InvariantCulture, $"sends about {stream.Last.Transaction} bytes");
        findings.Report(new Finding
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{stream.Flow.Originator} {what} to {stream.Flow.Responder}:{stream.Flow.ResponderPort} outside after {share} of the last {pair.Moves:0} moves of {job.Name}, and after {usual} of other times"),
            Asset = stream.Flow.Originator.ToString(),
            Crane = job.Name,
            Evidence = new(record, body),
            Threshold = Enough,
            PValue = Math.Exp(-evidence),
            Observed = pair.Hits / pair.Moves,
            Expected = new(0, pair.Usual / pair.Moves, "as often as after the same moves put off by minutes"),
            Explanations = [new("moves that something follows", share, $"{usual}, as at other times", 1)],
            RuledOut =
            [
                new("traffic that only comes at the same hours", "excluded", "the moves put off by minutes are of the same hours"),
                new("a service that was agreed to tell of every move", "possible", "sign the endpoint off if that is what it is for"),
            ],
        });
    }

    private static Signal Known(string name) =>
        SignalCatalog.TryFind(name, out var signal) ? signal : throw new ArgumentException(name, nameof(name));

    internal readonly record struct MovedContainer(int Crane, string Name, long BeforeNs, long ToldNs);
}
