namespace CraneAnomaly.Benchmarks.Reports;

/// <summary>The command line, or the machine, does not allow what was asked.</summary>
internal sealed class UsageException(string message) : Exception(message);
