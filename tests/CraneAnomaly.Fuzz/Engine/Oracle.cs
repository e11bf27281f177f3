namespace CraneAnomaly.Fuzz.Engine;

/// <summary>What must hold for any input, said inside a target.</summary>
internal static class Oracle
{
    /// <summary>Makes a finding of its own, named by <paramref name="statement"/>, where it does not hold.</summary>
    public static void Require(bool holds, string statement)
    {
        if (!holds) throw new OracleException(statement);
    }
}
