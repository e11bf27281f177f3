namespace CraneAnomaly.Detectors;

/// <summary>Nothing: makes a table a set.</summary>
internal readonly struct NoValue : IStateValue<NoValue>
{
    public static int MinimumBytes => 0;

    public static NoValue Read(ref StateReader reader) => default;

    public void Write(StateWriter writer)
    {
    }
}
