namespace CraneAnomaly.Detectors.Silence;

/// <summary>Who commands which controller.</summary>
/// <param name="Client">Number of the host that commands.</param>
/// <param name="Server">Number of the controller.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Writes">Whether it changes the controller's state.</param>
/// <param name="IsSteady">Whether it asks at a steady pace.</param>
internal readonly record struct PollStream(int Client, int Server, int Unit, bool Writes, bool IsSteady);
