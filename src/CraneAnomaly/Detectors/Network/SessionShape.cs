using CraneAnomaly.Detectors.Calibration;
using CraneAnomaly.Detectors.Groups;
using CraneAnomaly.Detectors.Subspace;
using CraneAnomaly.Features.Sessions;

namespace CraneAnomaly.Detectors.Network;

/// <summary>
/// What was learned of finished sessions besides the two models: how far sessions that were held back from training are from
/// them, and between which values the sessions of each kind lie. Written to and read from a baseline.
/// </summary>
internal sealed class SessionShape
{
    private const string SectionName = "session-shape";

    // Remote sessions are few: of one a day, three months have as many held back.
    private const int FewestHeld = 30;

    private readonly List<KindRange[]> _kinds = [];

    public SessionShape(long seed) => Calibrations = [NewCalibrator(seed, 0), NewCalibrator(seed, 1), NewCalibrator(seed, 2)];

    /// <summary>Squared prediction error, T2, and the distance from the nearest kind.</summary>
    public ConformalCalibrator[] Calibrations { get; private init; }

    /// <summary>The kernel of how the columns move together; null without models.</summary>
    public SubspaceKernel? Together { get; private set; }

    /// <summary>The kernel of which kinds there are; null without models.</summary>
    public GroupKernel? Kinds { get; private set; }

    /// <summary>Sessions held back from training by which scores are judged.</summary>
    public int HeldBack => Calibrations[0].Count;

    /// <summary>Whether sessions can be judged.</summary>
    public bool IsReady => Together is not null && Kinds is not null && _kinds.Count == Kinds.Count
        && Array.TrueForAll(Calibrations, calibration => calibration.IsReady);

    /// <summary>The values of a kind, by column.</summary>
    public ReadOnlySpan<KindRange> RangesOf(int kind) => _kinds[kind];

    /// <summary>Sessions of a kind among those learned.</summary>
    public int SessionsOf(int kind) => _kinds[kind][0].Rows;

    /// <summary>Takes the models.</summary>
    public void Use(TrainedModel? together, TrainedModel? kinds)
    {
        if (together is not { IsTrained: true } || kinds is not { IsTrained: true }) return;
        Together = SubspaceKernel.FromBytes(together.Kernel.Span);
        Kinds = GroupKernel.FromBytes(kinds.Kernel.Span);
    }

    /// <summary>Learns between which values the rows of each kind lie.</summary>
    public void LearnRanges(TrainingSet set)
    {
        _kinds.Clear();
        for (int kind = 0; kind < Kinds!.Count; kind++)
        {
            var rows = Enumerable.Range(0, set.Count).Where(i => Kinds.Nearest(set.Row(i), out _) == kind).ToList();
            _kinds.Add([.. Enumerable.Range(0, set.Columns.Count).Select(j => KindRange.Of([.. rows.Select(i => (double)set.Row(i)[j])]))]);
        }
    }

    /// <summary>Adds a session that was held back.</summary>
    public void Calibrate(ReadOnlySpan<float> row)
    {
        var score = Together!.Score(row);
        Calibrations[0].Add(score.Spe);
        Calibrations[1].Add(score.T2);
        Kinds!.Nearest(row, out double far);
        Calibrations[2].Add(far);
    }

    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, 1);
        foreach (var calibration in Calibrations) calibration.Save(writer);
        writer.WriteInt32(_kinds.Count);
        foreach (var range in _kinds.SelectMany(kind => kind)) range.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, with the models of a baseline.</summary>
    public static SessionShape Load(ref StateReader reader, long seed, Func<string, TrainedModel?> model)
    {
        reader.Section(SectionName, 1);
        var shape = new SessionShape(seed)
        {
            Calibrations =
            [
                ConformalCalibrator.Load(ref reader, Options(seed, 0)), ConformalCalibrator.Load(ref reader, Options(seed, 1)),
                ConformalCalibrator.Load(ref reader, Options(seed, 2)),
            ],
        };
        int kinds = TableState.ReadIn(ref reader, 0, GroupKernel.MaximumCount);
        for (int kind = 0; kind < kinds; kind++)
        {
            var ranges = new KindRange[SessionRows.Columns.Count];
            foreach (ref var range in ranges.AsSpan()) range = KindRange.Load(ref reader);
            shape._kinds.Add(ranges);
        }

        shape.Use(model(SessionRows.Model), model(SessionRows.KindModel));
        return shape;
    }

    private static ConformalCalibrator NewCalibrator(long seed, int index) => new(Options(seed, index));

    private static CalibrationOptions Options(long seed, int index) => new()
    {
        MinimumScores = FewestHeld,
        Seed = (ulong)seed + ((ulong)index + 64) * 0x9E3779B97F4A7C15,
    };
}

/// <summary>Between which values a column of one kind of session lay while learning.</summary>
/// <param name="Low">The value that one in a hundred is below.</param>
/// <param name="High">The value that one in a hundred is above.</param>
/// <param name="Rows">Sessions of the kind.</param>
internal readonly record struct KindRange(double Low, double High, int Rows)
{
    private const double Tail = 0.01;

    public static KindRange Of(double[] values)
    {
        if (values.Length == 0) return default;
        Array.Sort(values);
        int at = (int)(Tail * values.Length);
        return new(values[at], values[^(at + 1)], values.Length);
    }

    /// <summary>Whether a value lies outside by more than a step.</summary>
    public bool Excludes(double value, double step) => value < Low - step || value > High + step;

    public void Save(StateWriter writer)
    {
        writer.WriteDouble(Low);
        writer.WriteDouble(High);
        writer.WriteInt32(Rows);
    }

    public static KindRange Load(ref StateReader reader)
    {
        double low = reader.ReadDouble(), high = reader.ReadDouble();
        int rows = reader.ReadInt32();
        return double.IsFinite(low) && double.IsFinite(high) && low <= high && rows >= 0
            ? new(low, high, rows) : throw reader.Damaged("a range of a kind of session is wrong");
    }
}
