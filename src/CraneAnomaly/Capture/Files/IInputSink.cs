namespace CraneAnomaly.Capture.Files;

/// <summary>Takes the packets of several inputs: told which one speaks before it does.</summary>
internal interface IInputSink : IPacketSink
{
    /// <summary>The packets that follow are of this input, by its ordinal.</summary>
    void OnInput(int input);
}
