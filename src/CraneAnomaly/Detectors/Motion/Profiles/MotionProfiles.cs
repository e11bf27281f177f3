namespace CraneAnomaly.Detectors.Motion.Profiles;

/// <summary>What is normal for moves as a whole, by their state. Part of the baseline.</summary>
internal sealed class MotionProfiles
{
    private const string Section = "motion-profiles";
    private const int Version = 1;

    private readonly MotionProfile[] _states;
    private readonly long _seed;

    public MotionProfiles(long seed) : this(seed, [.. Enumerable.Range(0, MoveStates.Count).Select(state => new MotionProfile(seed, state))])
    {
    }

    private MotionProfiles(long seed, MotionProfile[] states) => (_seed, _states) = (seed, states);

    /// <summary>Of a state.</summary>
    public MotionProfile this[int state] => _states[state];

    /// <summary>Takes the models of a baseline.</summary>
    /// <param name="find">A model by its name; null for none.</param>
    /// <exception cref="InvalidDataException">A kernel is damaged.</exception>
    public void Use(Func<string, TrainedModel?> find)
    {
        for (int state = 0; state < _states.Length; state++) _states[state].Use(find(MoveStates.Models[state]));
    }

    public void Save(StateWriter writer)
    {
        writer.Section(Section, Version);
        writer.WriteInt64(_seed);
        foreach (var state in _states) state.Save(writer);
    }

    public static MotionProfiles Load(ref StateReader reader)
    {
        reader.Section(Section, Version);
        long seed = reader.ReadInt64();
        var states = new MotionProfile[MoveStates.Count];
        for (int state = 0; state < states.Length; state++) states[state] = MotionProfile.Load(ref reader, seed, state);
        return new(seed, states);
    }
}
