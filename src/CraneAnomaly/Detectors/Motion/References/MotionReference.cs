using CraneAnomaly.Detectors.Motion.Physics;
using CraneAnomaly.Detectors.Motion.Profiles;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>What is normal for the moves of the cranes of a port, by their names. Part of the baseline.</summary>
internal sealed class MotionReference(int capacity)
{
    private const string Section = "motion";

    // 2: tails and thresholds of the clean moves. 3: the least speed of a full ramp. 4: power beyond that at rest.
    // 5: laws of context, stages of the load. 6: how little is known of a context. 7: moves as a whole.
    // 8: half of the false alarms for lifts. 9: lifts without what they wait.
    private const int Version = 9;

    // The spread of fewer cranes is no usual one.
    private const int FewestToShare = 3;

    private readonly SortedDictionary<string, CraneReference> _cranes = new(StringComparer.Ordinal);

    /// <summary>What trees know of moves; null without a trainer.</summary>
    public MotionPhysics? Physics { get; set; }

    /// <summary>How the deviations of a move go together; without models nothing is judged by it.</summary>
    public MotionProfiles Profiles { get; set; } = new(1);

    /// <summary>Cranes in the order of their names.</summary>
    public IReadOnlyDictionary<string, CraneReference> Cranes => _cranes;

    /// <summary>The reference of a crane; null for one that was not learned.</summary>
    public CraneReference? Find(string crane) => _cranes.TryGetValue(crane, out var found) ? found : null;

    /// <summary>The reference of a crane that is learned; null when there are too many.</summary>
    public CraneReference? Of(string name)
    {
        if (_cranes.TryGetValue(name, out var crane) || _cranes.Count >= capacity) return crane;
        _cranes.Add(name, crane = new());
        return crane;
    }

    /// <summary>Gathers what a crane's last row made known.</summary>
    public void Learn(string name, CraneMotion motion, bool alarm)
    {
        // Work on the crane is not its work.
        if (motion.Mode is CraneMode.Maintenance or CraneMode.Bypass) return;
        if (motion.Moves.IsEmpty && !motion.HasCycle && motion.Anchors.Reports.IsEmpty) return;
        if (Of(name) is not { } crane) return;
        Span<MotionObservation> observations = stackalloc MotionObservation[6];
        foreach (ref readonly var move in motion.Moves)
        {
            int count = MotionObservation.Read(move, observations);
            foreach (ref readonly var observation in observations[..count]) Add(crane, observation, alarm);
        }

        foreach (ref readonly var report in motion.Anchors.Reports)
            Add(crane, MotionObservation.Read(report, motion.Mode), alarm);
        if (motion.HasCycle && MotionObservation.TryRead(motion.Cycle, motion.Mode, out var lift)) Add(crane, lift, alarm);
    }

    private static void Add(CraneReference crane, in MotionObservation observation, bool alarm)
    {
        crane.Add(observation, alarm);
        if (!alarm) crane.Clean.Add(observation);
    }

    /// <summary>The period has ended: makes references of what was gathered.</summary>
    public void Fit()
    {
        foreach (var crane in _cranes.Values) crane.Fit();
        for (int slot = 0; slot < CraneReference.Slots; slot++) ShareSpread(slot);
    }

    // Cranes differ in where they lie, and little in how far they spread.
    private void ShareSpread(int slot)
    {
        var features = _cranes.Values.Select(crane => crane[slot]).OfType<FeatureReference>().ToList();
        for (int cell = 0; cell < FeatureReference.Cells; cell++)
        {
            var known = features.Select(feature => feature.Cell(cell)).Where(own => own.Count > 0).ToList();
            if (known.Count < FewestToShare) continue;
            double usual = Quantiles.SortedMedian([.. known.Select(own => (float)own.Scale)]);
            int moves = known.Sum(own => own.Count);
            foreach (var feature in features) feature.Borrow(cell, usual, moves);
        }
    }

    public void Save(StateWriter writer)
    {
        writer.Section(Section, Version);
        writer.WriteInt32(_cranes.Count);
        foreach (var (name, crane) in _cranes)
        {
            writer.WriteString(name);
            crane.Save(writer);
        }

        Profiles.Save(writer);
    }

    public static MotionReference Load(ref StateReader reader, int capacity)
    {
        int version = reader.Section(Section, Version);
        var reference = new MotionReference(capacity);
        int count = reader.ReadCount(44);
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            if (!reference._cranes.TryAdd(name, CraneReference.Load(ref reader, version)))
                throw reader.Damaged($"the crane '{name}' stands twice");
        }

        if (version >= 7) reference.Profiles = MotionProfiles.Load(ref reader);
        return reference;
    }
}
