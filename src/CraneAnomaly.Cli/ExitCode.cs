namespace CraneAnomaly.Cli;

/// <summary>What the process returns. Where several apply, the highest of 4, 3, 1 wins.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Alerts at or above <c>--fail-on</c>.</summary>
    public const int Alerts = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>An input, baseline, policy, configuration or output that cannot be used, or is damaged.</summary>
    public const int Unusable = 3;

    public const int Internal = 4;
}
