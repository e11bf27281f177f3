using CraneAnomaly.Detectors.Motion.Laws;
using CraneAnomaly.Features.Motion;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>
/// What is normal for one feature of one axis: by direction, load and place of the stick, and where a class has too
/// few moves, by that of its parents.
/// </summary>
internal sealed class FeatureReference(MotionFeature feature, Axis axis)
{
    private const int Directions = 2;
    private const int Loads = 4;
    private const int Demands = 4;
    private const int Parents = Directions * Loads * Demands;
    private const int Roots = Parents + (Directions * Demands);
    private const int AnyDemand = Roots + Demands;

    /// <summary>Number of classes.</summary>
    public const int Cells = AnyDemand + 1;

    // What a reference by demand may be off where the stick never stood while learning.
    private const double OtherDemand = 0.01;

    // Moves at full stick that tell how speed depends on the load.
    private const int FewestFull = 20;

    /// <summary>A ramp that ends below this share of the speed of most is another ramp: drives round its ends.</summary>
    private const double FullRamp = 0.8;

    private readonly ReferenceCell[] _cells = new ReferenceCell[Cells];
    private readonly double[] _leastRamp = [double.NaN, double.NaN, double.NaN, double.NaN];
    private FeatureSamples? _samples;
    private LoadLaw _law;
    private ContextLaw? _context;
    private double _leastLoad = double.NaN;
    private double _mostLoad = double.NaN;
    private double _mostWind = double.NaN;

    /// <summary>Whether it is fitted.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Moves gathered or, once fitted, learned from.</summary>
    public int Count { get; private set; }

    /// <summary>The hoist's speed by load.</summary>
    public LoadLaw Law => _law;

    /// <summary>The greatest wind learned, m/s.</summary>
    public double MostWind => _mostWind;

    /// <summary>How far clean moves spread.</summary>
    public ResidualTail Tail { get; set; }

    /// <summary>Whether the trees know its moves better than their classes do.</summary>
    public bool UsesTrees { get; set; }

    /// <summary>What the context of a move does to it; null where that was not learned.</summary>
    public ContextLaw? Context => _context;

    private bool IsSteady => feature is MotionFeature.Plateau or MotionFeature.Clamp or MotionFeature.Tracking;

    private bool IsRamp => feature is MotionFeature.RampUp or MotionFeature.RampDown;

    private bool DependsOnLoad => feature == MotionFeature.Power || (axis == Axis.Hoist && feature is MotionFeature.Plateau or MotionFeature.Clamp);

    /// <summary>Speed that is normal at full stick without load, m/s; NaN where no such move was learned.</summary>
    public double EmptySpeed
    {
        get
        {
            var cell = _cells[Roots];
            return cell.Count == 0 ? double.NaN : _law.Speed(0) * Math.Exp(-cell.Location);
        }
    }

    public static int DirectionIndex(sbyte direction) => direction < 0 ? 0 : 1;

    /// <summary>1 empty, 2 light, 3 heavy; 0 where nobody tells the load.</summary>
    public static int LoadBin(double load) => double.IsNaN(load) ? 0 : load < 5 ? 1 : load < 25 ? 2 : 3;

    /// <summary>Gathers a move. What a stated speed limit takes away is not the crane's own slowness.</summary>
    public void Add(in MotionObservation observation)
    {
        _samples ??= new();
        _samples.Add(observation, observation.Slowness + LogLimit(observation.SpeedLimit));
        Count++;
    }

    /// <summary>The logarithm of a stated speed limit; 0 for none.</summary>
    public static double LogLimit(double limit) => limit is > 0.01 and < 1 ? Math.Log(limit) : 0;

    /// <summary>Makes the reference of what was gathered.</summary>
    /// <param name="law">How the speed depends on the load; of the hoist.</param>
    public void Fit(LoadLaw law)
    {
        if (_samples is null || IsReady) return;
        var samples = _samples.Span;
        FitRange(samples);
        if (IsRamp) FitRamps(samples);
        if (DependsOnLoad) _law = law;
        if (IsSteady || feature == MotionFeature.Cycle) _context = FitContext(samples);
        var values = new float[samples.Length];
        for (int cell = 0; cell < Cells; cell++)
        {
            int count = 0;
            foreach (ref readonly var sample in samples)
            {
                if (!Contains(cell, sample) || sample.RampSpeed < _leastRamp[LoadBin(sample.Load)]) continue;
                double speed = _law.Speed(sample.Load);
                if (!double.IsNaN(speed)) values[count++] = (float)(sample.Slowness + Math.Log(speed) - (_context?.Of(sample.Terms) ?? 0));
            }

            if (count >= (cell >= Roots ? ReferenceCell.FewestAtAll : ReferenceCell.Fewest)) _cells[cell] = ReferenceCell.Of(values.AsSpan(0, count));
        }

        Count = samples.Length;
        _samples = null;
        IsReady = true;
    }

    /// <summary>Whether enough moves of such a kind were learned, whatever their load and wind.</summary>
    public bool Knows(in MotionObservation observation) =>
        IsReady && CellOf(observation).Count > 0;

    /// <summary>
    /// What is normal for a move like this; false where no such move was learned: that is not judged, never guessed.
    /// </summary>
    public bool TryExpect(in MotionObservation observation, out Expected expected)
    {
        expected = default;
        if (!IsReady || !IsInRange(observation) || observation.RampSpeed < _leastRamp[LoadBin(observation.Load)]) return false;
        ref readonly var cell = ref CellOf(observation);
        if (cell.Count == 0) return false;
        double scale = _cells[Roots + (observation.DemandBin & 3)].Count == 0 ? Math.Max(cell.Scale, OtherDemand) : cell.Scale;
        double speed = _law.Speed(observation.Load), context = 0, doubt = 0;
        if (double.IsNaN(speed)) return false;
        if (_context is not null)
        {
            var terms = observation.Terms;
            if (!_context.Covers(terms)) return false;
            context = _context.Of(terms);
            doubt = _context.DoubtOf(terms);
        }

        expected = new(cell.Location - Math.Log(speed) + context, scale, cell.Count) { SpreadCount = cell.SpreadCount, Doubt = doubt };
        return true;
    }

    /// <summary>What is normal for the most of its moves, whatever their class and context; false where nothing was learned.</summary>
    public bool TryExpectUsual(out Expected expected)
    {
        ref readonly var cell = ref _cells[AnyDemand];
        expected = new(cell.Location + (_context?.Usual ?? 0), cell.Scale, cell.Count);
        return cell.Count > 0;
    }

    /// <summary>
    /// How rarely a move that nobody slows down is as slow beyond what is nobody's business: as rarely as among the clean
    /// moves, and never more rarely than if their spread was normal.
    /// </summary>
    public double PValue(in MotionDeviation deviation) =>
        Tail.IsKnown ? Math.Max(Tail.Of(deviation.Score), deviation.NormalTail()) : deviation.NormalTail();

    /// <summary>A class of moves, 0 to <see cref="Cells"/>; without moves where there were too few.</summary>
    public ReferenceCell Cell(int cell) => _cells[cell];

    /// <summary>Takes in how far the moves of a class spread on the cranes of the port.</summary>
    /// <param name="cell">The class.</param>
    /// <param name="scale">Their usual spread.</param>
    /// <param name="moves">All of them.</param>
    public void Borrow(int cell, double scale, int moves)
    {
        if (_cells[cell].Count > 0) _cells[cell] = _cells[cell].Borrow(scale, moves);
    }

    /// <summary>Adds loads and speeds of what is gathered.</summary>
    public void AddSpeeds(List<float> loads, List<float> speeds)
    {
        if (_samples is null) return;

        // A stick that is no straight line asks for less than its part of the way; at its end it asks for all.
        int full = 0;
        foreach (ref readonly var sample in _samples.Span)
            if (sample.DemandBin == Demands - 1) full++;
        bool fullAlone = feature == MotionFeature.Clamp && full >= FewestFull;
        foreach (ref readonly var sample in _samples.Span)
        {
            if (float.IsNaN(sample.Load) || (fullAlone && sample.DemandBin != Demands - 1)) continue;
            loads.Add(sample.Load);
            speeds.Add((float)Math.Exp(-sample.Slowness));
        }
    }

    public void Save(StateWriter writer)
    {
        writer.WriteInt32(Count);
        _law.Save(writer);
        WriteOptional(writer, _leastLoad);
        WriteOptional(writer, _mostLoad);
        WriteOptional(writer, _mostWind);
        writer.WriteInt32(_cells.Count(cell => cell.Count > 0));
        for (int i = 0; i < Cells; i++)
        {
            if (_cells[i].Count == 0) continue;
            writer.WriteInt32(i);
            _cells[i].Save(writer);
        }

        foreach (double speed in _leastRamp) WriteOptional(writer, speed);
        writer.WriteInt32(UsesTrees ? 1 : 0);
        Tail.Save(writer);
        ContextLaw.Save(_context, writer);
    }

    public void Load(ref StateReader reader, int version)
    {
        Count = reader.ReadInt32();
        _law = LoadLaw.Load(ref reader, version);
        _leastLoad = ReadOptional(ref reader);
        _mostLoad = ReadOptional(ref reader);
        _mostWind = ReadOptional(ref reader);
        int cells = reader.ReadCount(24), last = -1;
        for (int i = 0; i < cells; i++)
        {
            int at = reader.ReadInt32();
            if (at <= last || at >= Cells) throw reader.Damaged($"a class of moves has the number {at}");
            _cells[last = at] = ReferenceCell.Load(ref reader, version);
        }

        if (version >= 3)
        {
            for (int i = 0; i < Loads; i++) _leastRamp[i] = ReadOptional(ref reader);
        }

        if (version >= 2)
        {
            UsesTrees = reader.ReadInt32() == 1;
            Tail = ResidualTail.Load(ref reader);
        }

        if (version >= 5) _context = ContextLaw.Load(ref reader, version);
        IsReady = true;
    }

    private ContextLaw? FitContext(ReadOnlySpan<FeatureSamples.Sample> samples)
    {
        var slowness = new float[samples.Length];
        var terms = new MoveTerms[samples.Length];
        int[] classes = new int[samples.Length];
        int count = 0;
        foreach (ref readonly var sample in samples)
        {
            double speed = _law.Speed(sample.Load);
            if (double.IsNaN(speed)) continue;
            slowness[count] = (float)(sample.Slowness + Math.Log(speed));
            terms[count] = sample.Terms;
            classes[count++] = (((sample.Direction * Loads) + LoadBin(sample.Load)) * Demands) + sample.DemandBin;
        }

        return ContextLaw.Fit(slowness.AsSpan(0, count), terms.AsSpan(0, count), classes.AsSpan(0, count), Parents);
    }

    private ref readonly ReferenceCell CellOf(in MotionObservation observation)
    {
        int direction = DirectionIndex(observation.Direction), demand = observation.DemandBin & 3;
        int own = (((direction * Loads) + LoadBin(observation.Load)) * Demands) + demand;
        ref readonly var cell = ref _cells[own];
        if (cell.Count == 0) cell = ref _cells[Parents + (direction * Demands) + demand];
        if (cell.Count == 0) cell = ref _cells[Roots + demand];
        if (cell.Count == 0) cell = ref _cells[AnyDemand];
        return ref cell;
    }

    private static bool Contains(int cell, in FeatureSamples.Sample sample)
    {
        if (cell == AnyDemand) return true;
        if (sample.DemandBin != cell % Demands) return false;
        if (cell >= Roots) return true;
        if (cell >= Parents) return sample.Direction == (cell - Parents) / Demands;
        int own = cell / Demands;
        return sample.Direction == own / Loads && LoadBin(sample.Load) == own % Loads;
    }

    // NaN does not enter a baseline.
    private static void WriteOptional(StateWriter writer, double value) =>
        writer.WriteDouble(double.IsNaN(value) ? double.MinValue : value);

    private static double ReadOptional(ref StateReader reader) =>
        reader.ReadDouble() is var value && value == double.MinValue ? double.NaN : value;

    // By class of load, because what is heavy is lifted more slowly.
    private void FitRamps(ReadOnlySpan<FeatureSamples.Sample> samples)
    {
        var speeds = new float[samples.Length];
        for (int load = 0; load < Loads; load++)
        {
            int count = 0;
            foreach (ref readonly var sample in samples)
            {
                if (LoadBin(sample.Load) == load && !float.IsNaN(sample.RampSpeed)) speeds[count++] = sample.RampSpeed;
            }

            if (count < ReferenceCell.FewestAtAll) continue;
            speeds.AsSpan(0, count).Sort();
            _leastRamp[load] = FullRamp * Quantiles.Of(speeds.AsSpan(0, count), 0.75);
        }
    }

    private void FitRange(ReadOnlySpan<FeatureSamples.Sample> samples)
    {
        foreach (ref readonly var sample in samples)
        {
            if (!float.IsNaN(sample.Load))
            {
                if (!(sample.Load >= _leastLoad)) _leastLoad = sample.Load;
                if (!(sample.Load <= _mostLoad)) _mostLoad = sample.Load;
            }

            if (!float.IsNaN(sample.Wind) && !(sample.Wind <= _mostWind)) _mostWind = sample.Wind;
        }
    }

    // A little beyond what was seen is still the same; far beyond nothing is known. The hoist's law makes loads matter.
    private bool IsInRange(in MotionObservation observation)
    {
        if (feature is MotionFeature.Wait or MotionFeature.Cycle or MotionFeature.Way) return true;
        bool load = double.IsNaN(observation.Load) || double.IsNaN(_mostLoad)
            || (observation.Load >= _leastLoad - 2 && observation.Load <= _mostLoad + 2);

        // Wind slows a crane through its speed limit. Where the crane states that, it needs no learning.
        bool wind = double.IsNaN(observation.Wind) || double.IsNaN(_mostWind) || !double.IsNaN(observation.SpeedLimit)
            || observation.Wind <= Math.Max(_mostWind + 2, 10);
        return load && wind;
    }
}
