namespace CraneAnomaly.Fuzz.Engine;

/// <summary>A statement that must hold for any input does not. The message is the statement, and the finding's key.</summary>
internal sealed class OracleException(string statement) : Exception(statement);
