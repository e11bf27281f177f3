namespace CraneAnomaly.Capture.Files;

/// <summary>Takes the packets of several inputs: told which one speaks before it does.</summary>
internal interface IInputSink : IPacketSink
{
    /// <summary>The packets that follow are of this input, by its ordinal.</summary>
    /// <param name="input">Ordinal of the input.</param>
    /// <param name="place">
    /// Where it was captured, as far as can be told: inputs that overlap in time are of different places, one that begins
    /// when all before it have ended goes on with the last of them (a ring of files).
    /// </param>
    void OnInput(int input, int place);
}
