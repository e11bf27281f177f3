namespace CraneAnomaly.Detectors.Silence;

/// <summary>Who commands which controller.</summary>
/// <param name="Client">Number of the host that commands.</param>
/// <param name="Server">Number of the controller.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Writes">Whether it changes the controller's state.</param>
/// <param name="IsSteady">Whether it asks at a steady pace.</param>
internal readonly record struct PollStream(int Client, int Server, int Unit, bool Writes, bool IsSteady);

/// <summary>Somebody who asks a controller besides its master.</summary>
/// <param name="Client">Number of the host that asks.</param>
/// <param name="Server">Number of the controller.</param>
/// <param name="Main">Number of the host that asks it most.</param>
/// <param name="Commands">How often he asked.</param>
internal readonly record struct SecondMaster(int Client, int Server, int Main, long Commands);
