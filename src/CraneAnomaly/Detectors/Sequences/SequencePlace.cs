namespace CraneAnomaly.Detectors.Sequences;

/// <summary>
/// The numbers that a sequence detector gave a stream (-1: none) and an event (0: none); once given they stay. The other
/// two are where the last events of the stream, and the sequence that ended with the event, were found the last time.
/// </summary>
internal struct SequencePlace(int stream, int code)
{
    public int Stream = stream;
    public int Code = code;
    public int Recent = -1;
    public int Gram = -1;
}
