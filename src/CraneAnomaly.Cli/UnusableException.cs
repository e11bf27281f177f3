namespace CraneAnomaly.Cli;

/// <summary>Something the user named cannot be used: the message says what, where, and what to do.</summary>
internal sealed class UnusableException(string message) : Exception(message);
