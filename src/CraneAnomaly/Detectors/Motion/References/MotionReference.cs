using CraneAnomaly.Features.Motion;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>What is normal for the moves of the cranes of a port, by their names. Part of the baseline.</summary>
internal sealed class MotionReference(int capacity)
{
    private const string Section = "motion";

    private readonly SortedDictionary<string, CraneReference> _cranes = new(StringComparer.Ordinal);

    /// <summary>Cranes in the order of their names.</summary>
    public IReadOnlyDictionary<string, CraneReference> Cranes => _cranes;

    /// <summary>The reference of a crane; null for one that was not learned.</summary>
    public CraneReference? Find(string crane) => _cranes.TryGetValue(crane, out var found) ? found : null;

    /// <summary>Gathers what a crane's last row made known.</summary>
    public void Learn(string name, CraneMotion motion, bool alarm)
    {
        // Work on the crane is not its work.
        if (motion.Mode is DriveMode.Maintenance or DriveMode.Bypass) return;
        if (motion.Moves.IsEmpty && !motion.HasCycle) return;
        if (!_cranes.TryGetValue(name, out var crane))
        {
            if (_cranes.Count >= capacity) return;
            _cranes.Add(name, crane = new());
        }

        Span<MotionObservation> observations = stackalloc MotionObservation[6];
        foreach (ref readonly var move in motion.Moves)
        {
            int count = MotionObservation.Read(move, observations);
            foreach (ref readonly var observation in observations[..count]) crane.Add(observation, alarm);
        }

        if (motion.HasCycle && MotionObservation.TryRead(motion.Cycle, motion.Mode, out var lift)) crane.Add(lift, alarm);
    }

    /// <summary>The period has ended: makes references of what was gathered.</summary>
    public void Fit()
    {
        foreach (var crane in _cranes.Values) crane.Fit();
    }

    public void Save(StateWriter writer)
    {
        writer.Section(Section, 1);
        writer.WriteInt32(_cranes.Count);
        foreach (var (name, crane) in _cranes)
        {
            writer.WriteString(name);
            crane.Save(writer);
        }
    }

    public static MotionReference Load(ref StateReader reader, int capacity)
    {
        reader.Section(Section, 1);
        var reference = new MotionReference(capacity);
        int count = reader.ReadCount(44);
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            if (!reference._cranes.TryAdd(name, CraneReference.Load(ref reader)))
                throw reader.Damaged($"the crane '{name}' stands twice");
        }

        return reference;
    }
}
